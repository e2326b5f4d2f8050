package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.TcpGate;
import io.tickcast.testing.Ticks;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a node that goes and comes, and over a network that breaks. */
class ClientResumeTest extends WithBrowser {
    private static final String SOON = "TICKCAST_STREAM_RETRY";
    private static final String CONNECTED = "service.getConnectionStatus().connected";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private Tab tab(int port, Map<String, Object> options) {
        return Tab.connect(openFile(port), options);
    }

    private static void publish(HttpNode node, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(n -> node.publish(Ticks.tick("S" + n % 3, n, Integer.toString(n))));
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(n -> "S" + n % 3 + " " + n)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket"})
    void noTickIsMissingHoweverOftenTheConnectionBreaks(String transport) {
        try (HttpNode node = HttpNode.forPage().set(SOON, "10ms").start()) {
            TcpGate gate = Await.result(TcpGate.open(vertx, node.port()));
            Tab tab = tab(gate.port(), Map.of("transport", transport));
            tab.await(CONNECTED);
            for (int round = 0; round < 5; round++) {
                int from = 1 + 60 * round;
                publish(node, from, from + 19);
                tab.prices(from + 19);
                Await.result(gate.refuse());
                publish(node, from + 20, from + 39);
                Await.result(gate.reset());
                tab.awaitState("reconnecting");
                publish(node, from + 40, from + 59);
                Await.result(gate.allow());
                tab.prices(from + 59);
            }
            assertThat(tab.prices()).isEqualTo(numbered(1, 300));
            assertThat(tab.evaluate("() => resets")).isEqualTo(0);
            if (transport.equals("sse")) {
                assertThat(node.status()
                                .getJsonObject("streams")
                                .getJsonObject("compression")
                                .getLong("referring_back"))
                        .as("writes that the browser read with what came before them")
                        .isPositive();
            }
        }
    }

    @Test
    void aNetworkThatSwallowsEverythingIsNoticedAndNoTickIsMissing() {
        try (HttpNode node = HttpNode.forPage().set(SOON, "10ms").start()) {
            TcpGate gate = Await.result(TcpGate.open(vertx, node.port()));
            Tab tab = tab(gate.port(), Map.of("silence", 1_000));
            tab.await(CONNECTED);
            publish(node, 1, 20);
            tab.prices(20);
            Await.result(gate.freeze());
            publish(node, 21, 40);
            tab.awaitState("reconnecting");
            assertThat(tab.texts("errors")).contains("Nothing came for too long");
            publish(node, 41, 60);
            Await.result(gate.thaw());
            assertThat(tab.prices(60)).isEqualTo(numbered(1, 60));
        }
    }

    @Test
    void aServerThatIsStoppedAndStartedAgainIsFoundAgain() {
        int port;
        Tab tab;
        try (HttpNode node = HttpNode.forPage().set(SOON, "10ms").start()) {
            port = node.port();
            tab = tab(port, Map.of());
            tab.await(CONNECTED);
            publish(node, 1, 3);
            tab.prices(3);
            Await.result(node.drain());
        }
        tab.awaitState("reconnecting");
        tab.await("service.getConnectionStatus().reconnectAttempts >= 2");
        try (HttpNode node = HttpNode.forPage()
                .set(SOON, "10ms")
                .set("TICKCAST_HTTP_PORT", "" + port)
                .start()) {
            tab.await(CONNECTED);
            publish(node, 4, 6);
            assertThat(tab.prices(6)).isEqualTo(numbered(1, 6));
            assertThat(tab.evaluate("() => resets")).isEqualTo(1);
        }
    }

    @Test
    void theServersOwnErrorReachesThePage() {
        try (HttpNode node = HttpNode.forPage().start()) {
            Tab tab = tab(node.port(), Map.of("fields", "colour"));
            tab.await("fatal.length");
            assertThat(tab.fatal()).singleElement().asString().startsWith("fields: no field is called");
            assertThat(tab.states()).containsExactly("connecting", "offline");
        }
    }
}
