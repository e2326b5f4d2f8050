package io.tickcast.cache;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;

/**
 * The lines of the log on a Redis that comes and goes: each kind of fault once until it works again, and at most once a
 * minute, for a Redis that works for a moment again and again. Not thread-safe.
 */
final class RedisLog {
    private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final Set<RedisFault.Kind> sinceUp = EnumSet.noneOf(RedisFault.Kind.class);
    private final Map<RedisFault.Kind, Long> saidAt = new EnumMap<>(RedisFault.Kind.class);
    /** Whether the last word was that it is down, or none was said yet. */
    private boolean wantsUp = true;

    RedisLog(Logger log) {
        this.log = log;
    }

    void down(RedisFault.Kind kind, String text, long nowNanos) {
        Long last = saidAt.get(kind);
        if (sinceUp.add(kind) && (last == null || nowNanos - last >= EVERY_NANOS)) {
            log.warn("{}", text);
            saidAt.put(kind, nowNanos);
            wantsUp = true;
        }
    }

    void up(String text) {
        sinceUp.clear();
        if (wantsUp) {
            log.info("{}", text);
            wantsUp = false;
        }
    }
}
