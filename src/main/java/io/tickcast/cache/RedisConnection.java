package io.tickcast.cache;

import io.tickcast.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.PoolOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.ParserHandler;
import io.vertx.redis.client.impl.RESPParser;
import io.vertx.redis.client.impl.RedisStandaloneConnection;
import io.vertx.redis.client.impl.RedisURI;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * One connection to Redis, in the protocol that every Redis and every proxy in front of one speaks: RESP2, without
 * HELLO. Commands, replies and their parser are those of Vert.x' client. Its own way to connect is left out, since it
 * keeps replies of any size and logs each reply that nothing asked for: a server could end a node. Belongs to one event
 * loop.
 */
final class RedisConnection {
    /** Longest value that is asked for, in bytes. */
    static final int LONGEST_VALUE = 4096;
    /** No reply to a command of ours comes near it, but for a value that only GET may read. */
    private static final int LONGEST_REPLY = 65_536;
    /** Replies are flat, and the library has to be told of one level. */
    private static final int NESTING = 1;

    private final Vertx vertx;
    private final NetSocket socket;
    private final long timeoutMillis;
    private final RedisStandaloneConnection client;
    private final RespFraming framing = new RespFraming();
    private final RESPParser parser;
    private final Promise<Void> ended = Promise.promise();
    /** Whether the library knows that the connection is over. */
    private boolean failed;

    private boolean closed;
    /** Replies that are still to come. */
    private int owed;
    /** Bytes since the last whole reply; up to one piece of input more. */
    private long unread;

    private RedisConnection(Vertx vertx, NetSocket socket, Settings.Redis settings, int maxCommands) {
        this.vertx = vertx;
        this.socket = socket;
        timeoutMillis = settings.timeout().toMillis();
        client = new RedisStandaloneConnection(
                (VertxInternal) vertx,
                (ContextInternal) vertx.getOrCreateContext(),
                null,
                socket,
                new PoolOptions(),
                maxCommands,
                new RedisURI("redis://localhost"),
                null,
                TracingPolicy.IGNORE);
        parser = new RESPParser(new Replies(), NESTING);
        client.exceptionHandler(cause -> {
            failed = true;
            end(cause);
        });
        socket.exceptionHandler(this::end)
                .closeHandler(v -> end(new ClosedChannelException()))
                .handler(this::take);
    }

    /**
     * A connection that has the database, and whose Redis answers.
     *
     * @param maxCommands most commands that wait for their replies
     */
    static Future<RedisConnection> open(Vertx vertx, RedisDialer dialer, Settings.Redis settings, int maxCommands) {
        return dialer.dial().compose(socket -> {
            RedisConnection connection = new RedisConnection(vertx, socket, settings, maxCommands);
            return connection
                    .inTime(Future.all(
                            greeting(settings).stream().map(connection::send).toList()))
                    .map(connection)
                    .onFailure(cause -> connection.close());
        });
    }

    private static List<Request> greeting(Settings.Redis settings) {
        List<Request> commands = new ArrayList<>();
        if (!settings.user().isEmpty()) {
            commands.add(Request.cmd(Command.AUTH).arg(settings.user()).arg(settings.password()));
        } else if (!settings.password().isEmpty()) {
            commands.add(Request.cmd(Command.AUTH).arg(settings.password()));
        }
        // Database 0 is the one of every connection, and not every user, nor every proxy, may SELECT.
        if (settings.database() != 0) {
            commands.add(Request.cmd(Command.SELECT).arg(settings.database()));
        }
        commands.add(Request.cmd(Command.PING));
        return commands;
    }

    /** Fails when Redis ends the connection, or sends something that ends it. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Whether it was closed from this side. */
    boolean isStopped() {
        return closed;
    }

    /** The values of these keys with their remaining lifetimes, without absent keys. */
    Future<List<StoredEntry>> read(List<String> keys) {
        List<Future<Optional<StoredEntry>>> entries = new ArrayList<>(keys.size());
        for (String key : keys) {
            Future<String> json = text(key);
            Future<Long> ttl = send(Request.cmd(Command.PTTL).arg(key)).map(Response::toLong);
            entries.add(Future.all(json, ttl)
                    .map(both -> json.result().isEmpty()
                            ? Optional.empty()
                            : Optional.of(new StoredEntry(key, json.result(), ttl.result()))));
        }
        return inTime(Future.all(entries)
                .map(all -> entries.stream()
                        .flatMap(entry -> entry.result().stream())
                        .toList()));
    }

    private Future<String> text(String key) {
        // One byte more than a value may have tells that it is longer.
        return send(Request.cmd(Command.GETRANGE).arg(key).arg(0).arg(LONGEST_VALUE))
                .recover(cause -> {
                    String message = Objects.toString(cause.getMessage());
                    // Users of Redis that may GET were enough once.
                    return message.startsWith("NOPERM") || message.startsWith("ERR unknown command")
                            ? send(Request.cmd(Command.GET).arg(key))
                            : Future.failedFuture(cause);
                })
                .map(RedisConnection::textOf)
                .recover(RedisConnection::wrongType);
    }

    private static String textOf(Response reply) {
        return reply == null ? "" : reply.toString();
    }

    /** A key that holds a list, say, is a value that cannot be read, not a fault of Redis. */
    private static Future<String> wrongType(Throwable cause) {
        String message = Objects.toString(cause.getMessage());
        return message.startsWith("WRONGTYPE") ? Future.succeededFuture(message) : Future.failedFuture(cause);
    }

    /** Writes the entries with one write to the socket; fails if one reply is an error. */
    Future<Void> write(List<StoredEntry> entries) {
        if (isOver()) {
            return Future.failedFuture(new ClosedChannelException());
        }
        owed += entries.size();
        return inTime(client.batch(entries.stream()
                        .map(entry -> Request.cmd(Command.SETEX)
                                .arg(entry.key())
                                .arg(entry.ttlMillis() / 1000)
                                .arg(entry.json()))
                        .toList())
                .mapEmpty());
    }

    private Future<Response> send(Request command) {
        if (isOver()) {
            return Future.failedFuture(new ClosedChannelException());
        }
        owed++;
        return client.send(command);
    }

    private boolean isOver() {
        return closed || ended.future().isComplete();
    }

    private <T> Future<T> inTime(Future<T> answer) {
        long timer = vertx.setTimer(timeoutMillis, late -> end(new TimeoutException()));
        return answer.onComplete(done -> vertx.cancelTimer(timer))
                // Why the connection ended says more than that it did.
                .recover(cause -> Future.failedFuture(
                        ended.future().failed() ? ended.future().cause() : cause));
    }

    private void take(Buffer bytes) {
        if (isOver()) {
            return;
        }
        if (!framing.admits(bytes)) {
            end(RedisProtocolException.otherProtocol(bytes.getBytes()));
            return;
        }
        unread += bytes.length();
        try {
            parser.handle(bytes);
        } catch (RuntimeException e) {
            end(RedisProtocolException.otherProtocol(bytes.getBytes()));
        }
        if (unread > LONGEST_REPLY) {
            end(RedisProtocolException.endlessReply(LONGEST_REPLY));
        }
    }

    /** Receives the replies that the parser reads. */
    private final class Replies implements ParserHandler {
        @Override
        public void handle(Response reply) {
            unread = 0;
            if (isOver()) {
                return;
            }
            if (owed == 0) {
                end(RedisProtocolException.unaskedReply());
                return;
            }
            owed--;
            client.handle(reply);
        }

        @Override
        public void fail(Throwable cause) {
            throw new IllegalStateException(cause);
        }
    }

    private void end(Throwable cause) {
        if (ended.tryFail(cause)) {
            socket.close();
            failAll(cause);
        }
    }

    /** Once: the library takes a second time for a fault of its own. */
    private void failAll(Throwable cause) {
        if (!failed) {
            failed = true;
            client.fail(cause);
        }
    }

    void close() {
        closed = true;
        end(new ClosedChannelException());
    }
}
