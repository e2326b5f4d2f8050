package io.tickcast.sse.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.tickcast.net.VertxHandlers;
import io.tickcast.testing.Await;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.Wire;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectSocketWriterTest {
    private Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static ChannelHandlerContext encoder(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel().pipeline().context(VertxHandlers.ENCODER);
    }

    /** What this gives on the event loop of a request. */
    private <T> T onRequest(Function<ChannelHandlerContext, T> action) {
        Promise<T> done = Promise.promise();
        HttpServer server = Await.result(vertx.createHttpServer()
                .requestHandler(request -> done.complete(action.apply(encoder(request))))
                .listen(0, "127.0.0.1"));
        try (RawHttp http = RawHttp.connect(server.actualPort())) {
            http.send("GET / HTTP/1.1", "Host: 127.0.0.1");
            return Await.result(done.future());
        }
    }

    @Test
    void aConnectionOfTheNativeTransportHasOne() {
        assertThat(vertx.isNativeTransportEnabled()).isTrue();
        assertThat(onRequest(DirectSocketWriter::of)).isPresent();
    }

    @Test
    void oneOfJavasTransportHasNone() {
        Await.result(vertx.close());
        vertx = Vertx.vertx();
        assertThat(onRequest(DirectSocketWriter::of)).isEmpty();
    }

    /** Else prices would go out around the encryption. */
    @Test
    void oneWithTlsHasNone() {
        Promise<Optional<DirectSocketWriter>> done = Promise.promise();
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setIdleTimeout(60)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(Wire.TLS_HTTP_1_1.settings().get("TICKCAST_HTTP_TLS_CERT"))
                        .setKeyPath(Wire.TLS_HTTP_1_1.settings().get("TICKCAST_HTTP_TLS_KEY")));
        HttpServer server = Await.result(vertx.createHttpServer(options)
                .requestHandler(request -> done.complete(DirectSocketWriter.of(encoder(request))))
                .listen(0, "127.0.0.1"));
        try (RawHttp http = RawHttp.connect(server.actualPort(), Wire.TLS_HTTP_1_1)) {
            http.send("GET / HTTP/1.1", "Host: 127.0.0.1");
            assertThat(Await.result(done.future())).isEmpty();
        }
    }

    @Test
    void whereAnotherHandlerSeesTheBytesThereIsNone() {
        Optional<DirectSocketWriter> descriptor = onRequest(encoder -> {
            encoder.pipeline().addFirst("tls", new ChannelOutboundHandlerAdapter());
            return DirectSocketWriter.of(encoder);
        });
        assertThat(descriptor).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itTakesBytesWhileNothingWaitsBeforeThem(boolean queued) {
        int taken = onRequest(encoder -> {
            Optional<DirectSocketWriter> descriptor = DirectSocketWriter.of(encoder);
            if (queued) {
                encoder.write(bytes());
            }
            ByteBuf bytes = bytes();
            try {
                return descriptor.orElseThrow().write(bytes);
            } finally {
                bytes.release();
            }
        });
        assertThat(taken).isEqualTo(queued ? 0 : 5);
    }

    @Test
    void ofAClosedConnectionItTakesNothing() {
        int taken = onRequest(encoder -> {
            DirectSocketWriter descriptor = DirectSocketWriter.of(encoder).orElseThrow();
            encoder.channel().close();
            ByteBuf bytes = bytes();
            try {
                return descriptor.write(bytes);
            } finally {
                bytes.release();
            }
        });
        assertThat(taken).isZero();
    }

    private static ByteBuf bytes() {
        return Unpooled.directBuffer().writeBytes("hello".getBytes(StandardCharsets.US_ASCII));
    }
}
