package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickcast.access.Grant;
import io.tickcast.config.Settings;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestLimits;
import io.tickcast.rest.RestTransport;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.testing.Await;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.TestSettings;
import io.tickcast.ws.WebSockets;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pings of a client's connection, and its end after 24 hours. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionLifeTest {
    private final Vertx vertx = Vertx.vertx();
    private RelayClients clients;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private RawWebSocket open(RelayTarget target) {
        Settings settings = TestSettings.with(Map.of("TICKCAST_RELAY_BINANCE_ENABLED", "true"));
        Promise<Integer> listening = Promise.promise();
        vertx.runOnContext(v -> {
            clients = relay(settings).clients();
            WebSockets webSockets = new WebSockets(
                    vertx,
                    settings.stream(),
                    RelayClients.PING,
                    new StreamStats(1, new SimpleMeterRegistry()).webSockets());
            vertx.createHttpServer()
                    .requestHandler(request -> webSockets
                            .accept(request, HttpServerRequest::toNetSocket)
                            .onSuccess(connection -> clients.open(connection, target, Grant.ALL, StreamLease.FREE)))
                    .listen(0, "127.0.0.1")
                    .map(HttpServer::actualPort)
                    .onComplete(listening);
        });
        return RawWebSocket.open(RawHttp.connect(Await.result(listening.future())), "/");
    }

    private Relay relay(Settings settings) {
        return new Relay(
                vertx,
                new SystemResolver(vertx),
                settings.feed(),
                settings.relay(),
                new RestClient(
                        vertx,
                        "binance",
                        List.of(),
                        RestLimits.requests(1, Duration.ofSeconds(1)),
                        new RestTransport(
                                vertx, Duration.ofSeconds(1), () -> Future.succeededFuture(Optional.empty()))),
                Optional.empty());
    }

    /** Lets a check come so long after now. */
    private void checkAfter(Duration time) {
        vertx.runOnContext(v -> clients.check(System.nanoTime() + time.toNanos()));
    }

    @Test
    void aPingHasThePayloadThatItsPongCopies() {
        try (RawWebSocket client = open(new RelayTarget(List.of(), false, false))) {
            checkAfter(RelayClients.PING);
            assertThat(client.frame().opcode()).isEqualTo(RawWebSocket.PING);
        }
    }

    @Test
    void theEndIsAnnouncedOnceBeforeItComes() {
        try (RawWebSocket client = open(new RelayTarget(List.of(), true, false))) {
            checkAfter(Duration.ofHours(24).minusSeconds(50));
            checkAfter(Duration.ofHours(24).minusSeconds(20));
            checkAfter(Duration.ofHours(24));
            assertThat(client.frame().text())
                    .matches("\\{\"stream\":\"!serverShutdown\",\"data\":\\{\"e\":\"serverShutdown\",\"E\":\\d+}}");
            assertThat(client.frame().opcode()).isEqualTo(RawWebSocket.PING);
            assertThat(client.frame().opcode()).isEqualTo(RawWebSocket.PING);
            RawWebSocket.Frame close = client.frame();
            assertThat(close.opcode()).isEqualTo(RawWebSocket.CLOSE);
            assertThat(close.code()).isEqualTo(1001);
        }
    }
}
