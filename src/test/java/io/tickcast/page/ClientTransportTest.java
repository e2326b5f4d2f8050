package io.tickcast.page;

import static io.tickcast.page.StreamServer.GREETING;
import static io.tickcast.page.StreamServer.price;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.TcpGate;
import io.tickcast.testing.Ticks;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client where a proxy holds events back, and over WebSocket. */
class ClientTransportTest extends WithStreamServer {
    private static final String SOON = "retry: 100\n";
    private static final String ON_SOCKET =
            "service.getConnectionStatus().connected && service.getConnectionStatus().transport === 'websocket'";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static HttpNode startNode() {
        return HttpNode.forPage()
                .set("TICKCAST_SYMBOLS", "A,B,C")
                .set("TICKCAST_STREAM_RETRY", "10ms")
                .start();
    }

    /** Whose time goes on faster when the test says so. */
    private Tab timed(Page page, Map<String, Object> options) {
        page.clock().install();
        return Tab.connect(page, options);
    }

    private static void publish(HttpNode node, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(n -> node.publish(Ticks.tick("A", n, Integer.toString(n))));
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(n -> "A " + n).toList();
    }

    /** In whole seconds, as the server's. */
    private static String heartbeat(Tab tab, int late) {
        Object seconds = tab.evaluate("() => Math.floor((Date.now() - " + late + ") / 1000)");
        return "event: heartbeat\ndata: {\"timestamp\": " + seconds + "}\n\n";
    }

    @Test
    void aStreamThatAProxyHoldsBackFromItsBeginningGoesOverWebSocket() {
        try (HttpNode node = startNode()) {
            TcpGate proxy = Await.result(TcpGate.open(vertx, node.port()));
            Await.result(proxy.hold("GET /api/sse/prices"));
            node.hold(Ticks.tick("A", 1, "1"));
            Tab tab = timed(openFile(proxy.port()), Map.of("shared", false));
            node.awaitClients(1);
            tab.page().clock().runFor(10_000);
            tab.await("errors.length === 1");
            // The server's time to come back is held back, too.
            tab.page().clock().runFor(5_000);
            tab.await(ON_SOCKET);
            publish(node, 2, 20);
            assertThat(tab.prices(20)).isEqualTo(numbered(1, 20));
            assertThat(tab.texts("errors")).containsExactly("Nothing came for too long");
        }
    }

    @Test
    void noTickIsMissingWhereAProxyBeginsToHoldBack() {
        try (HttpNode node = startNode()) {
            TcpGate proxy = Await.result(TcpGate.open(vertx, node.port()));
            Tab tab = timed(openFile(proxy.port()), Map.of("shared", false));
            tab.await("service.getConnectionStatus().connected");
            assertThat(tab.status().getString("transport")).isEqualTo("sse");
            publish(node, 1, 20);
            tab.prices(20);
            Await.result(proxy.hold("GET /api/sse/prices"));
            publish(node, 21, 40);
            tab.page().clock().runFor(45_000);
            tab.await(ON_SOCKET);
            publish(node, 41, 60);
            assertThat(tab.prices(60)).isEqualTo(numbered(1, 60));
            assertThat(tab.evaluate("() => resets")).isEqualTo(0);
        }
    }

    @Test
    void aHealthyStreamStaysOnSse() {
        try (HttpNode node =
                HttpNode.forPage().set("TICKCAST_STREAM_HEARTBEAT", "1s").start()) {
            Tab tab = Tab.connect(openFile(node.port()), Map.of("shared", false));
            tab.await("heartbeats >= 10");
            assertThat(tab.status().getString("transport")).isEqualTo("sse");
            assertThat(tab.texts("errors")).isEmpty();
            assertThat(tab.evaluate("() => greetings")).isEqualTo(1);
        }
    }

    @Test
    void heartbeatsThatComeLateTellOfAProxyThatHoldsBack() {
        Tab tab = tab(Map.of("shared", false, "symbols", List.of("A", "B"), "interval", 0));
        HttpServerResponse stream = server.stream(SOON + GREETING + price("A", 1) + heartbeat(tab, 100));
        tab.prices(1);
        stream.write(heartbeat(tab, 7_000));
        ServerWebSocket socket = server.takeSocket();
        assertThat(socket.path()).isEqualTo("/api/ws/prices");
        assertThat(socket.query()).contains("symbols=A%2CB", "interval=0", "lastEventId=1");
        tell(socket, "connected", "", "{\"message\": \"hello\", \"symbols\": [\"A\"]}");
        tell(socket, "price", "2", StreamServer.json("A", 2));
        tab.await(ON_SOCKET);
        assertThat(tab.prices(2)).containsExactly("A 1.00", "A 2.00");
        assertThat(tab.status().getString("lastEventId")).isEqualTo("2");
        assertThat(tab.texts("errors")).containsExactly("Events are held back");

        // A socket that breaks is not held back.
        socket.close((short) 1001, "The node stops; reconnect");
        tab.await("errors.length === 2");
        assertThat(tab.texts("errors")).endsWith("The node stops; reconnect");
        assertThat(server.takeSocket().query()).contains("lastEventId=2");
    }

    private static void tell(ServerWebSocket socket, String event, String id, String data) {
        String field = id.isEmpty() ? "" : "\"id\":\"" + id + "\",";
        socket.writeTextMessage("{\"event\":\"" + event + "\"," + field + "\"data\":" + data + "}");
    }

    @Test
    void whereNoWebSocketPassesTheStreamComesBackOverSse() {
        Tab tab = tab(Map.of("shared", false));
        HttpServerResponse stream = server.stream(SOON + GREETING + heartbeat(tab, 0));
        tab.awaitState("live");
        stream.write(heartbeat(tab, 6_000));
        server.takeSocket().close();
        server.stream(GREETING);
        tab.awaitState("live");
        assertThat(tab.status().getString("transport")).isEqualTo("sse");
        assertThat(tab.texts("errors")).containsExactly("Events are held back", "No stream over WebSocket");
    }

    @Test
    void aClientThatIsToUseSseAloneUsesNothingElse() {
        Tab tab = tab(Map.of("shared", false, "transport", "sse"));
        HttpServerResponse stream = server.stream(SOON + GREETING + heartbeat(tab, 0));
        tab.awaitState("live");
        stream.write(heartbeat(tab, 6_000));
        HttpServerRequest again = server.take();
        assertThat(again.path()).isEqualTo("/api/sse/prices");
    }

    @Test
    void aTabThatTakesOverUsesTheTransportThatWorks() {
        Tab first = tab(Map.of());
        HttpServerResponse stream = server.stream(SOON + GREETING + heartbeat(first, 0));
        Tab second = tab(Map.of());
        second.awaitState("live");
        stream.write(heartbeat(first, 6_000));
        ServerWebSocket socket = server.takeSocket();
        tell(socket, "connected", "", "{\"message\": \"hello\"}");
        second.await(ON_SOCKET);
        first.page().close();
        server.takeSocket();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket"})
    void anOpenStreamIsChangedWithoutAnotherConnection(String transport) {
        try (HttpNode node = startNode()) {
            node.hold(Ticks.tick("A", 1, "1"), Ticks.tick("B", 1, "1.50"), Ticks.tick("C", 1, "1"));
            TcpGate gate = Await.result(TcpGate.open(vertx, node.port()));
            Tab tab = Tab.connect(
                    openFile(gate.port()), Map.of("transport", transport, "shared", false, "symbols", "A,C"));
            tab.prices(2);
            tab.evaluate("() => { service.subscribe('b') }");
            assertThat(tab.prices(3)).endsWith("B 1.50");
            tab.evaluate("() => { service.unsubscribe('A'); service.setInterval(1) }");
            tab.await("changes.at(-1)?.interval === 1");
            assertThat(tab.texts("changes.at(-1).symbols")).containsExactly("B", "C");
            tab.evaluate("() => { service.subscribe('?') }");
            tab.await("errors.length === 1");
            assertThat(tab.texts("errors").get(0)).contains("is not a symbol");
            publish(node, 2, 4);
            node.publish(Ticks.tick("B", 2, "2.50"));
            assertThat(tab.prices(4)).endsWith("B 2.50");
            assertThat(tab.evaluate("() => greetings")).isEqualTo(1);

            Await.result(gate.reset());
            node.publish(Ticks.tick("B", 3, "3.50"), Ticks.tick("A", 5, "5"), Ticks.tick("C", 2, "2"));
            assertThat(tab.prices(6).subList(4, 6)).containsExactly("B 3.50", "C 2");
            tab.await("greetings === 2");
            assertThat(tab.status().getString("transport")).isEqualTo(transport);
            assertThat(tab.fatal()).isEmpty();
        }
    }
}
