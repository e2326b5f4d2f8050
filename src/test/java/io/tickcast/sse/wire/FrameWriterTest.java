package io.tickcast.sse.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.tickcast.net.VertxHandlers;
import io.tickcast.sse.stats.StreamPath;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
    private static final byte[] FRAME = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OWN = "own".getBytes(StandardCharsets.US_ASCII);

    private Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static ChannelHandlerContext encoder(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel().pipeline().context(VertxHandlers.ENCODER);
    }

    /** The result of this action on the event loop of a request. */
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

    private StreamPath pathOnRequest() {
        return onRequest(encoder -> FrameWriter.of(encoder).orElseThrow().path());
    }

    @Test
    void aConnectionOfTheNativeTransportIsWrittenThroughItsSocket() {
        assertThat(vertx.isNativeTransportEnabled()).isTrue();
        assertThat(pathOnRequest()).isEqualTo(StreamPath.SOCKET);
    }

    @Test
    void oneOfJavasTransportIsWrittenThroughItsChannel() {
        Await.result(vertx.close());
        vertx = Vertx.vertx();
        assertThat(pathOnRequest()).isEqualTo(StreamPath.CHANNEL);
    }

    /** Else prices would go out around the encryption. */
    @Test
    void oneWithTlsIsWrittenThroughItsChannel() {
        Promise<StreamPath> done = Promise.promise();
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setIdleTimeout(60)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(Wire.TLS_HTTP_1_1.settings().get("TICKCAST_HTTP_TLS_CERT"))
                        .setKeyPath(Wire.TLS_HTTP_1_1.settings().get("TICKCAST_HTTP_TLS_KEY")));
        HttpServer server = Await.result(vertx.createHttpServer(options)
                .requestHandler(request -> done.complete(
                        FrameWriter.of(encoder(request)).orElseThrow().path()))
                .listen(0, "127.0.0.1"));
        try (RawHttp http = RawHttp.connect(server.actualPort(), Wire.TLS_HTTP_1_1)) {
            http.send("GET / HTTP/1.1", "Host: 127.0.0.1");
            assertThat(Await.result(done.future())).isEqualTo(StreamPath.CHANNEL);
        }
    }

    @Test
    void whereAnotherHandlerSeesTheBytesTheChannelIsWritten() {
        StreamPath path = onRequest(encoder -> {
            encoder.pipeline().addFirst("tls", new ChannelOutboundHandlerAdapter());
            return FrameWriter.of(encoder).orElseThrow().path();
        });
        assertThat(path).isEqualTo(StreamPath.CHANNEL);
    }

    /** Counts the writes that the channel sees. */
    private static final class SeenWrites extends ChannelOutboundHandlerAdapter {
        private int count;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            count++;
            context.write(message, promise);
        }
    }

    private static SeenWrites watch(ChannelHandlerContext encoder) {
        SeenWrites seen = new SeenWrites();
        encoder.pipeline().addFirst(seen);
        return seen;
    }

    private static void write(FrameWriter writer, byte... data) {
        Frame frame = new Frame(UnpooledByteBufAllocator.DEFAULT, List.of(data));
        writer.write(frame);
        frame.release();
    }

    @Test
    void aFrameBypassesTheChannelWhileNothingWaits() {
        int seen = onRequest(encoder -> {
            FrameWriter writer = FrameWriter.of(encoder).orElseThrow();
            SeenWrites writes = watch(encoder);
            write(writer, FRAME);
            write(writer, FRAME);
            return writes.count;
        });
        assertThat(seen).isZero();
    }

    /** Bytes of the connection's own, and frames after them, stay in order where the socket is full in between. */
    @Test
    void nothingOvertakesWhatWaits() {
        byte[] large = new byte[16 << 20];
        Promise<ChannelHandlerContext> asked = Promise.promise();
        HttpServer server = Await.result(vertx.createHttpServer()
                .requestHandler(request -> asked.complete(encoder(request)))
                .listen(0, "127.0.0.1"));
        try (RawHttp http = RawHttp.connectNarrow(server.actualPort())) {
            http.send("GET / HTTP/1.1", "Host: 127.0.0.1");
            ChannelHandlerContext encoder = Await.result(asked.future());
            List<FrameWriter> made = new ArrayList<>();
            List<SeenWrites> seen = new ArrayList<>();
            run(encoder, () -> {
                FrameWriter writer = FrameWriter.of(encoder).orElseThrow();
                made.add(writer);
                seen.add(watch(encoder));
                write(writer, FRAME);
                assertThat(writer.isWritable()).isTrue();
                write(writer, large);
                assertThat(writer.isWritable()).isFalse();
                writer.write(ownChunk());
                write(writer, FRAME);
                // The rest of the large one, the own bytes, and the last frame.
                assertThat(seen.get(0).count).isEqualTo(3);
            });
            assertThat(http.chunkBytes()).contains(FRAME);
            assertThat(http.chunkBytes()).contains(large);
            assertThat(http.chunkBytes()).contains(OWN);
            assertThat(http.chunkBytes()).contains(FRAME);
            run(encoder, () -> {
                assertThat(made.get(0).isWritable()).isTrue();
                write(made.get(0), FRAME);
                assertThat(seen.get(0).count).isEqualTo(3);
            });
            assertThat(http.chunkBytes()).contains(FRAME);
        }
    }

    private static void run(ChannelHandlerContext encoder, Runnable action) {
        Promise<Void> done = Promise.promise();
        encoder.executor().execute(() -> {
            try {
                action.run();
                done.complete();
            } catch (RuntimeException | Error e) {
                done.fail(e);
            }
        });
        Await.result(done.future());
    }

    /** Its number may be another connection's by then. */
    @Test
    void aClosedSocketGetsNothing() {
        boolean writable = onRequest(encoder -> {
            FrameWriter writer = FrameWriter.of(encoder).orElseThrow();
            write(writer, FRAME);
            encoder.channel().close();
            write(writer, FRAME);
            return writer.isWritable();
        });
        assertThat(writable).isFalse();
    }

    private static ByteBuf ownChunk() {
        return Unpooled.copiedBuffer("3\r\nown\r\n", StandardCharsets.US_ASCII);
    }
}
