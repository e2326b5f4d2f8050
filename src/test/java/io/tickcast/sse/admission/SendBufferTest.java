package io.tickcast.sse.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.tickcast.config.Settings;
import io.tickcast.http.connection.Protocols;
import io.tickcast.net.SendBuffer;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frames;
import io.tickcast.testing.Await;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.TestSettings;
import io.tickcast.time.NodeClock;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendBufferTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final Settings settings = TestSettings.with(Map.of("TICKCAST_STREAM_SEND_BUFFER", "8192"));
    private final StreamStats stats = new StreamStats(1, new SimpleMeterRegistry());
    private final StreamAdmission admission = new StreamAdmission(
            stats,
            new OverloadDetector(Duration.ZERO, Duration.ofHours(1), stats.overload()),
            new Frames(ByteBufAllocator.DEFAULT),
            settings.stream().delivery(),
            Duration.ZERO,
            NodeClock.system());

    /** Bytes of the send buffer, which Linux doubles. */
    private record Sizes(int ofAnswers, int ofStream) {}

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void anAnswerHasALargeSendBufferAndAStreamThatOfTheSettings() {
        Promise<Sizes> sizes = Promise.promise();
        HttpServer server = Await.result(vertx.createHttpServer(
                        Protocols.options(settings, Optional.empty(), channel -> {}))
                .requestHandler(request -> {
                    int before = size(request);
                    admission.admit(admission.connect(request, Encoding.IDENTITY), Buffer.buffer(), StreamLease.FREE);
                    sizes.complete(new Sizes(before, size(request)));
                })
                .listen());
        try (RawHttp http = RawHttp.connect(server.actualPort())) {
            http.send("GET / HTTP/1.1", "Host: 127.0.0.1");
            assertThat(Await.result(sizes.future()).ofAnswers()).isGreaterThanOrEqualTo(SendBuffer.OF_ANSWERS);
            assertThat(Await.result(sizes.future()).ofStream()).isEqualTo(2 * 8_192);
        }
    }

    private static int size(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel().config().getOption(ChannelOption.SO_SNDBUF);
    }
}
