package io.tickcast.sse.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import io.tickcast.net.VertxHandlers;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.testing.Await;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.Wire;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelConnectionTest {
    private static final Buffer FIRST = Buffer.buffer("retry: 1000\n\n");

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final Promise<Opened> opened = Promise.promise();
    private final Promise<Void> closed = Promise.promise();
    private Duration patience = Duration.ofMinutes(1);

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    /** A stream, and the channel that it has. */
    private record Opened(StreamConnection stream, Channel channel) {
        /** Does this on the event loop of the stream. */
        void run(Consumer<StreamConnection> action) {
            channel.eventLoop().execute(() -> action.accept(stream));
        }
    }

    private void begin(HttpServerRequest request) {
        StreamConnection stream = SseConnection.of(request, false, Optional.empty(), patience);
        stream.onClose(closed::tryComplete);
        request.response().setChunked(true);
        stream.begin(FIRST);
        Channel channel = ((ConnectionBase) request.connection()).channel();
        // What is on the stack has returned then.
        channel.eventLoop().execute(() -> opened.complete(new Opened(stream, channel)));
    }

    private int serve(HttpServerOptions options, Consumer<HttpServerRequest> action) {
        return Await.result(vertx.createHttpServer(options.setIdleTimeout(60))
                        .requestHandler(action::accept)
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private static RawHttp ask(int port, Wire wire) {
        RawHttp http = RawHttp.connect(port, wire).send("GET / HTTP/1.1", "Host: 127.0.0.1");
        assertThat(http.head().status()).isEqualTo(200);
        assertThat(http.chunk()).contains(FIRST.toString());
        return http;
    }

    private RawHttp ask() {
        return ask(serve(new HttpServerOptions(), this::begin), Wire.HTTP_1_1);
    }

    private List<ChannelHandler> handlers() {
        return List.copyOf(
                Await.result(opened.future()).channel.pipeline().toMap().values());
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void noHandlerOfHttpStays(boolean http2, boolean afterTheRequest) {
        int port = serve(new HttpServerOptions().setHttp2ClearTextEnabled(http2), request -> {
            if (afterTheRequest) {
                request.endHandler(v -> begin(request));
            } else {
                begin(request);
            }
        });
        RawHttp http = ask(port, Wire.HTTP_1_1);
        assertThat(handlers()).hasExactlyElementsOfTypes(ChannelConnection.class);
        assertThat(Await.result(opened.future()).channel.config().isAutoRead())
                .as("its end would be seen")
                .isTrue();
        http.close();
        Await.result(closed.future());
    }

    @Test
    void theHandlerOfTlsStays() {
        int port = serve(
                new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(Wire.TLS_HTTP_1_1.settings().get("TICKCAST_HTTP_TLS_CERT"))
                                .setKeyPath(Wire.TLS_HTTP_1_1.settings().get("TICKCAST_HTTP_TLS_KEY"))),
                this::begin);
        try (RawHttp http = ask(port, Wire.TLS_HTTP_1_1)) {
            assertThat(handlers()).hasExactlyElementsOfTypes(SslHandler.class, ChannelConnection.class);
            Await.result(opened.future()).run(stream -> stream.end(Buffer.buffer("end\n\n"), CloseReason.DRAIN));
            assertThat(http.chunk()).contains("end\n\n");
            assertThat(http.chunk()).isEmpty();
            assertThat(http.rest()).isEmpty();
        }
    }

    @Test
    void itsConnectionEndsWithIt() {
        try (RawHttp http = ask()) {
            Await.result(opened.future()).run(stream -> stream.end(Buffer.buffer("end\n\n"), CloseReason.DRAIN));
            assertThat(http.chunk()).contains("end\n\n");
            assertThat(http.chunk()).isEmpty();
            assertThat(http.rest()).isEmpty();
            Await.result(closed.future());
        }
    }

    @Test
    void aClientThatEndsItsSideHasLeft() {
        try (RawHttp http = ask()) {
            Await.result(opened.future());
            http.finish();
            Await.result(closed.future());
        }
    }

    /** Its connection might be gone while a token was checked. */
    @Test
    void aStreamOnAClosedConnectionEnds() {
        int port = serve(new HttpServerOptions(), request -> {
            ((ConnectionBase) request.connection()).channel().close();
            vertx.runOnContext(later -> begin(request));
        });
        try (RawHttp http = RawHttp.connect(port).send("GET / HTTP/1.1", "Host: 127.0.0.1")) {
            assertThat(http.rest()).isEmpty();
            Await.result(closed.future());
        }
    }

    @Test
    void whatAClientSendsBehindItsRequestIsReadAndDropped() {
        try (RawHttp http = ask()) {
            Channel channel = Await.result(opened.future()).channel;
            http.sendBytes("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // More than the buffers of the sockets take.
            http.sendBytes(new byte[50_000_000]);
            Await.result(opened.future()).run(stream -> {
                Frame frame = new Frame(channel.alloc(), List.of("data: 1\n\n".getBytes(StandardCharsets.US_ASCII)));
                stream.write(frame);
                frame.release();
            });
            assertThat(http.chunk()).contains("data: 1\n\n");
        }
    }

    @Test
    void aClientThatDoesNotTakeTheEndIsCut() {
        patience = Duration.ofMillis(50);
        int port = serve(new HttpServerOptions(), this::begin);
        try (RawHttp http = RawHttp.connectNarrow(port).send("GET / HTTP/1.1", "Host: 127.0.0.1")) {
            assertThat(http.head().status()).isEqualTo(200);
            Opened stuck = Await.result(opened.future());
            stuck.run(stream -> {
                Frame frame = new Frame(stuck.channel.alloc(), List.of(new byte[16_384]));
                while (stream.isWritable()) {
                    stream.write(frame);
                }
                frame.release();
                stream.end(Buffer.buffer("end\n\n"), CloseReason.DRAIN);
            });
            Await.result(closed.future());
        }
    }

    /** The decoder passes on what came with the request, and the handler that upgrades would neither pass nor release it. */
    @Test
    void itIsInFrontOfTheUpgradeToHttp2() {
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        int port = serve(new HttpServerOptions().setHttp2ClearTextEnabled(true), request -> {
            begin(request);
            names.complete(
                    ((ConnectionBase) request.connection()).channel().pipeline().names());
        });
        try (RawHttp http = ask(port, Wire.HTTP_1_1)) {
            assertThat(http).isNotNull();
            assertThat(names.join()).containsSubsequence("eventStream", VertxHandlers.UPGRADE);
        }
    }
}
