package io.tickcast.cache;

import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.log.Printable;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * The reason that Redis does not work, in words that a person can act upon.
 *
 * @param kind of which one line of log is enough while Redis is down
 * @param text with the setting to change, if one would help; never with the password
 */
record RedisFault(Kind kind, String text) {
    private static final int MAX_LENGTH = 200;
    /** The mark with which the client says where in a batch an error was. */
    private static final Pattern PLACE = Pattern.compile("^ERR \\[[0-9]+] ");

    /** The faults that Redis names by the first word of its reply, then the others. */
    enum Kind {
        NOAUTH("asks for a password: set cache.redis.password"),
        WRONGPASS("refuses the password: correct cache.redis.password, and cache.redis.user if it is set"),
        NOPERM("forbids a command or a key: cache.redis.user needs PING, SELECT, and GETRANGE, PTTL and SETEX "
                + "on price:*"),
        READONLY("is a replica that accepts no writes: set cache.redis.host and cache.redis.port to the primary"),
        LOADING("is still loading its data"),
        OOM("is full: raise its maxmemory, or choose a maxmemory-policy that evicts"),
        MISCONF("refuses writes because it cannot save to its disk: see its log"),
        MASTERDOWN("is a replica without its primary: set cache.redis.host and cache.redis.port to the primary"),
        MOVED("is a node of a cluster, which is not supported: set cache.redis.host to a single Redis"),
        DENIED("is in protected mode: give it a password, and set cache.redis.password"),
        DATABASE("has no such database: correct cache.redis.database"),
        REPLY("answered with an error"),
        NOT_REDIS("does not answer like Redis: correct cache.redis.port, and cache.redis.tls.enabled if it is TLS"),
        UNASKED("sent an unexpected reply"),
        TLS("cannot be reached over TLS: correct cache.redis.tls, or cache.redis.host to a name of its certificate"),
        FILE("cannot be reached over TLS because a file of cache.redis.tls cannot be read"),
        UNKNOWN_HOST("has a host name that cannot be resolved: correct cache.redis.host"),
        UNREACHABLE("cannot be reached at cache.redis.host and cache.redis.port"),
        SILENT("took longer than cache.redis.timeout"),
        CLOSED("closed the connection"),
        OTHER("failed");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Whether the cause would add nothing. */
        private boolean isClear() {
            return this == CLOSED || this == SILENT || this == UNASKED;
        }

        /** Label of this fault in the metrics. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static RedisFault of(Throwable cause, Settings.Redis settings) {
        String message = message(cause);
        Kind kind = kind(cause, message);
        String safe = settings.password().isEmpty() ? message : message.replace(settings.password(), "***");
        String detail = kind.isClear() ? "" : " (" + safe + ')';
        return new RedisFault(kind, "Redis " + kind.words + detail);
    }

    private static String message(Throwable cause) {
        Throwable real = cause instanceof SSLException && cause.getCause() != null ? cause.getCause() : cause;
        String whole =
                Optional.ofNullable(real.getMessage()).orElse(real.getClass().getSimpleName());
        Matcher place = PLACE.matcher(whole);
        String first = place.lookingAt()
                ? whole.substring(place.end()).lines().findFirst().orElse("")
                : whole;
        return Printable.shown(first, MAX_LENGTH, " ");
    }

    private static Kind kind(Throwable cause, String message) {
        if (cause instanceof ErrorType) {
            return replied(message);
        }
        if (cause instanceof RedisProtocolException protocol) {
            return protocol.isUnasked() ? Kind.UNASKED : Kind.NOT_REDIS;
        }
        if (cause instanceof SSLException) {
            return Kind.TLS;
        }
        if (cause instanceof SettingsException) {
            return Kind.FILE;
        }
        if (cause instanceof UnknownHostException) {
            return Kind.UNKNOWN_HOST;
        }
        if (cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || message.contains("unreachable")) {
            return Kind.UNREACHABLE;
        }
        if (cause instanceof IOException) {
            return Kind.CLOSED;
        }
        return cause instanceof TimeoutException ? Kind.SILENT : Kind.OTHER;
    }

    private static Kind replied(String message) {
        if (message.contains("DB index is out of range")) {
            return Kind.DATABASE;
        }
        return Stream.of(Kind.values())
                .filter(kind -> kind.compareTo(Kind.DATABASE) < 0 && message.startsWith(kind.name()))
                .findFirst()
                .orElse(Kind.REPLY);
    }
}
