package io.tickcast.testing;

import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * A gate on loopback in front of a server, with which a test does to connections what networks do to them. What a
 * method asks for is in force once its future completes. Closed with its {@link Vertx}.
 */
public final class TcpGate {
    private static final String LOOPBACK = "127.0.0.1";

    private final Context context;
    private final NetServer server;
    private final NetClient client;
    private final int target;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<NetSocket> open = new LinkedHashSet<>();
    private boolean frozen;
    private boolean refusing;
    private Optional<String> held = Optional.empty();

    private TcpGate(Vertx vertx, int target) {
        context = vertx.getOrCreateContext();
        server = vertx.createNetServer();
        client = vertx.createNetClient();
        this.target = target;
    }

    /** Opens a gate to this port of loopback; whether anybody listens there matters only to each connection. */
    public static Future<TcpGate> open(Vertx vertx, int target) {
        TcpGate gate = new TcpGate(vertx, target);
        gate.server.connectHandler(gate::accept);
        return gate.onContext(() -> gate.server.listen(0, LOOPBACK))
                .compose(listening -> listening)
                .map(gate);
    }

    /** The port to connect to, on 127.0.0.1. */
    public int port() {
        return server.actualPort();
    }

    /** Connections so far, the refused ones included. */
    public int connections() {
        return connections.get();
    }

    /** No more bytes pass in either direction; all connections stay open, and new ones are taken. */
    public Future<Void> freeze() {
        return onContext(() -> {
            frozen = true;
            open.forEach(NetSocket::pause);
            return null;
        });
    }

    /** Bytes pass again, those that waited first. */
    public Future<Void> thaw() {
        return onContext(() -> {
            frozen = false;
            open.forEach(NetSocket::resume);
            return null;
        });
    }

    /** Ends every open connection with a TCP reset to both sides. */
    public Future<Void> reset() {
        return onContext(() -> {
            Set.copyOf(open).forEach(socket -> {
                ((NetSocketInternal) socket)
                        .channelHandlerContext()
                        .channel()
                        .config()
                        .setOption(ChannelOption.SO_LINGER, 0);
                socket.close();
            });
            return null;
        });
    }

    /** Closes new connections at once; those that are open stay. */
    public Future<Void> refuse() {
        return onContext(() -> {
            refusing = true;
            return null;
        });
    }

    /** Takes new connections again. */
    public Future<Void> allow() {
        return onContext(() -> {
            refusing = false;
            return null;
        });
    }

    /**
     * Keeps to itself what answers requests that begin so, also those that are under way, as a proxy does that fills a
     * buffer first.
     */
    public Future<Void> hold(String request) {
        return onContext(() -> {
            held = Optional.of(request);
            return null;
        });
    }

    private <T> Future<T> onContext(Callable<T> task) {
        return Future.future(promise -> context.runOnContext(ignored -> {
            try {
                promise.complete(task.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        }));
    }

    private void accept(NetSocket near) {
        connections.incrementAndGet();
        if (refusing) {
            near.close();
            return;
        }
        track(near);
        near.pause();
        client.connect(target, LOOPBACK)
                .onSuccess(far -> {
                    track(far);
                    far.pause();
                    join(near, far);
                })
                .onFailure(cause -> near.close());
    }

    private void track(NetSocket socket) {
        open.add(socket);
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(ignored -> open.remove(socket));
    }

    private void join(NetSocket near, NetSocket far) {
        AtomicReference<String> request = new AtomicReference<>("");
        pass(near, far, bytes -> {
            request.set(bytes.toString(StandardCharsets.ISO_8859_1));
            return true;
        });
        pass(far, near, bytes -> held.filter(request.get()::startsWith).isEmpty());
        if (!open.contains(near)) {
            far.close();
        }
    }

    private void pass(NetSocket from, NetSocket to, Predicate<Buffer> passes) {
        from.handler(bytes -> {
            if (!passes.test(bytes)) {
                return;
            }
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> flow(from));
            }
        });
        from.closeHandler(closed -> {
            open.remove(from);
            to.close();
        });
        flow(from);
    }

    private void flow(NetSocket socket) {
        if (!frozen) {
            socket.resume();
        }
    }
}
