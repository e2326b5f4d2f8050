package io.tickcast.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// Reading from a socket cannot be interrupted.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosingHandshakeTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static void fail(HttpServerRequest request) {
        ContextInternal context = ContextInternal.current();
        Handshake.addAccept(request);
        request.toNetSocket()
                .map(socket -> ((NetSocketInternal) socket).channelHandlerContext())
                .onSuccess(channel ->
                        new ClosingHandshake(context, channel, LONG, LONG, () -> {}).fail(CloseCode.PROTOCOL));
    }

    @Test
    void aClientThatIsNotReadSeesTheEndBehindTheCloseFrame() {
        HttpServer server = Await.result(vertx.createHttpServer()
                .requestHandler(ClosingHandshakeTest::fail)
                .listen(0, "127.0.0.1"));
        try (RawWebSocket client = RawWebSocket.open(RawHttp.connect(server.actualPort()), "/")) {
            assertThat(client.frame(RawWebSocket.CLOSE).code()).isEqualTo(1002);
            assertThat(client.rest()).isEmpty();
        }
    }
}
