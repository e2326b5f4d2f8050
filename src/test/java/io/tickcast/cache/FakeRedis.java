package io.tickcast.cache;

import io.tickcast.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** A server in place of Redis that treats its input as the test requires. */
final class FakeRedis {
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final int port;

    private FakeRedis(Vertx vertx, NetServerOptions options, BiConsumer<NetSocket, Buffer> each) {
        NetServer server = vertx.createNetServer(options).connectHandler(socket -> {
            connections.incrementAndGet();
            socket.closeHandler(v -> ended.incrementAndGet()).handler(bytes -> {
                heard.add(bytes.toString("ISO-8859-1").toLowerCase(Locale.ROOT));
                each.accept(socket, bytes);
            });
        });
        port = Await.result(server.listen(0, "127.0.0.1")).actualPort();
    }

    /** Does this with each piece that comes. */
    static FakeRedis doing(Vertx vertx, BiConsumer<NetSocket, Buffer> each) {
        return new FakeRedis(vertx, new NetServerOptions(), each);
    }

    /**
     * A proxy before a real one, as twemproxy is: it closes the connection at a command that it does not know.
     *
     * @param options with TLS, where it is spoken
     */
    static FakeRedis proxy(Vertx vertx, NetServerOptions options, int port, String... unknown) {
        return proxy(vertx, options, port, (socket, text) -> {
            boolean isKnown = Stream.of(unknown).noneMatch(command -> text.contains("\r\n" + command + "\r\n"));
            if (!isKnown) {
                socket.close();
            }
            return isKnown;
        });
    }

    /** A proxy before a real one that never answers a message with such a part. */
    static FakeRedis muteAbout(Vertx vertx, int port, String part) {
        return proxy(vertx, new NetServerOptions(), port, (socket, text) -> !text.contains(part));
    }

    private static FakeRedis proxy(
            Vertx vertx, NetServerOptions options, int port, BiPredicate<NetSocket, String> isPassed) {
        NetClient client = vertx.createNetClient();
        Map<NetSocket, Future<NetSocket>> behind = new ConcurrentHashMap<>();
        return new FakeRedis(vertx, options, (socket, bytes) -> {
            String text = bytes.toString("ISO-8859-1").toLowerCase(Locale.ROOT);
            if (!isPassed.test(socket, text)) {
                return;
            }
            behind.computeIfAbsent(
                            socket,
                            front -> client.connect(port, "127.0.0.1").onSuccess(back -> {
                                back.handler(front::write);
                                back.closeHandler(v -> front.close());
                            }))
                    .onSuccess(back -> back.write(bytes));
        });
    }

    int port() {
        return port;
    }

    /** Connections that came. */
    int connections() {
        return connections.get();
    }

    /** Connections that have ended. */
    int ended() {
        return ended.get();
    }

    /** All that came, in small letters. */
    List<String> heard() {
        return List.copyOf(heard);
    }
}
