package io.tickcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.tickcast.testing.Await;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Vert.x names the handlers of its pipelines as the limits of HTTP expect, on the system's sockets and on Java's. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class VertxHandlersTest {
    /** The preface, and settings that change nothing. */
    private static final Buffer HTTP_2 =
            Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").appendBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});

    private final Vertx vertx;

    VertxHandlersTest(boolean nativeTransport) {
        vertx = NativeTransport.builder(
                        new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(nativeTransport))
                .build();
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    /** Looks at the pipeline of a connection that begins so. */
    private <T> T look(Buffer begin, Function<ChannelPipeline, T> look) {
        Promise<T> looked = Promise.promise();
        HttpServer server = Await.result(vertx.createHttpServer(
                        new HttpServerOptions().setHttp2ClearTextEnabled(true).setIdleTimeout(600))
                .requestHandler(request -> {})
                .connectionHandler(connection -> looked.tryComplete(
                        look.apply(((ConnectionBase) connection).channel().pipeline())))
                .listen(0, "127.0.0.1"));
        NetClient client = vertx.createNetClient();
        NetSocket socket = Await.result(client.connect(server.actualPort(), "127.0.0.1"));
        Await.result(socket.write(begin));
        T seen = Await.result(looked.future());
        // Not before: Vert.x closes an unreferenced client at the next garbage collection, even while it connects.
        Await.result(client.close());
        return seen;
    }

    @Test
    void aConnectionOfHttp1HasAllOfThem() {
        List<String> names = look(Buffer.buffer("GET / HTTP/1.1\r\n\r\n"), ChannelPipeline::names);
        assertThat(names)
                .contains(VertxHandlers.DECODER, VertxHandlers.ENCODER, VertxHandlers.UPGRADE, VertxHandlers.IDLE);
    }

    @Test
    void aConnectionOfHttp2HasNettysHandler() {
        boolean has = look(HTTP_2, pipeline -> pipeline.get(Http2ConnectionHandler.class) != null);
        assertThat(has).isTrue();
    }
}
