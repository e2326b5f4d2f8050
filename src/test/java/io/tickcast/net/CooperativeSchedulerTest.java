package io.tickcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CooperativeSchedulerTest {
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final Context context = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void whatIsToComeAfterTheSocketsComesAfterWhatTheyBrought() throws IOException {
        List<String> order = new CopyOnWriteArrayList<>();
        Promise<Void> connected = Promise.promise();
        Promise<Void> read = Promise.promise();
        NetServer server = Await.result(vertx.createNetServer()
                .connectHandler(socket -> {
                    socket.handler(bytes -> {
                        order.add("read");
                        read.complete();
                    });
                    connected.complete();
                })
                .listen(0, "127.0.0.1"));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            Await.result(connected.future());
            Promise<Void> done = Promise.promise();
            context.runOnContext(v -> {
                CooperativeScheduler cooperative = new CooperativeScheduler(vertx);
                write(client);
                cooperative.afterSockets(() -> {
                    order.add("after");
                    done.complete();
                });
                // Each task finds another one queued before the sockets are looked at.
                cooperative.soon(() -> cooperative.soon(() -> cooperative.soon(() -> order.add("soon"))));
            });
            Await.result(done.future());
            Await.result(read.future());
        }
        assertThat(order).containsExactly("soon", "read", "after");
    }

    private static void write(Socket client) {
        try {
            client.getOutputStream().write('x');
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
