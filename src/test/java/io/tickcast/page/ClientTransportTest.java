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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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

    /** A tab with a clock that goes on faster when the test says so. */
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

    private Tab timed() {
        return timed(open(server.url()), Map.of("shared", false));
    }

    private static void pass(Tab tab, int millis) {
        tab.page().clock().runFor(millis);
    }

    /** Lets a heartbeat come after the usual time, so many ms late. */
    private static void beat(Tab tab, HttpServerResponse stream, int late) {
        Object before = tab.evaluate("() => heartbeats");
        pass(tab, 15_000);
        stream.write(heartbeat(tab, late));
        tab.await("heartbeats > " + before);
    }

    /** The next stream, after its first heartbeat. */
    private HttpServerResponse greet(Tab tab) {
        HttpServerResponse stream = server.stream(SOON + GREETING + price("A", 1));
        tab.awaitState("live");
        beat(tab, stream, 0);
        return stream;
    }

    /** Two heartbeats in a row come late. */
    private static void holdBack(Tab tab, HttpServerResponse stream) {
        beat(tab, stream, 7_000);
        beat(tab, stream, 7_000);
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
        Tab tab = timed(open(server.url()), Map.of("shared", false, "symbols", List.of("A", "B"), "interval", 0));
        HttpServerResponse stream = greet(tab);
        holdBack(tab, stream);
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
    void oneLateHeartbeatOrThoseOfOneStallTellOfNoProxy() {
        Tab tab = timed();
        HttpServerResponse stream = greet(tab);
        beat(tab, stream, 7_000);
        beat(tab, stream, 0);
        // A computer that slept gets what waited in one go.
        pass(tab, 20_000);
        stream.write(heartbeat(tab, 37_000) + heartbeat(tab, 22_000) + heartbeat(tab, 7_000));
        tab.await("heartbeats === 6");
        beat(tab, stream, 0);
        assertThat(tab.texts("errors")).isEmpty();
        assertThat(tab.evaluate("() => greetings")).isEqualTo(1);
    }

    @Test
    void neitherAClockThatIsSetNorAHiddenPageMakesAHeartbeatLate() {
        Tab tab = timed();
        HttpServerResponse stream = greet(tab);
        tab.hide(true);
        holdBack(tab, stream);
        tab.hide(false);
        beat(tab, stream, 0);
        tab.evaluate("() => { const now = Date.now; Date.now = () => now() + 3_600_000 }");
        beat(tab, stream, 3_600_000);
        beat(tab, stream, 3_600_000);
        assertThat(tab.texts("errors")).isEmpty();
        assertThat(tab.evaluate("() => greetings")).isEqualTo(1);
    }

    @Test
    void whereNoWebSocketPassesTheStreamStaysOnSse() {
        Tab tab = timed();
        HttpServerResponse stream = greet(tab);
        holdBack(tab, stream);
        server.takeSocket().close();
        stream = greet(tab);
        holdBack(tab, stream);
        beat(tab, stream, 7_000);
        assertThat(tab.status().getString("transport")).isEqualTo("sse");
        assertThat(tab.texts("errors")).containsExactly("Events are held back", "No stream over WebSocket");

        // A stream that is silent is asked for anew, over SSE as well.
        pass(tab, 45_000);
        tab.await("errors.length === 3");
        server.stream(GREETING);
        tab.awaitState("live");
        assertThat(tab.status().getString("transport")).isEqualTo("sse");
    }

    @Test
    void bothTransportsAreTriedInTurnsUntilOneBringsSomething() {
        Tab tab = timed();
        server.take();
        pass(tab, 10_000);
        pass(tab, 5_000);
        server.takeSocket().close();
        tab.await("errors.length === 2");
        pass(tab, 10_000);
        HttpServerRequest held = server.take();
        pass(tab, 20_000);
        HttpServerResponse stream = StreamServer.stream(held, SOON + GREETING + price("A", 1));
        tab.awaitState("live");
        assertThat(tab.prices(1)).containsExactly("A 1.00");
        assertThat(tab.texts("errors")).containsExactly("Nothing came for too long", "No stream over WebSocket");

        // The WebSocket that failed then says nothing of now.
        stream.end();
        server.take();
        pass(tab, 10_000);
        tell(server.takeSocket(), "connected", "", "{\"message\": \"hello\"}");
        tab.await(ON_SOCKET);
    }

    @Test
    void aWebSocketThatWorkedIsTriedAgainAfterAFailure() {
        Tab tab = timed();
        HttpServerResponse stream = greet(tab);
        holdBack(tab, stream);
        ServerWebSocket socket = server.takeSocket();
        tell(socket, "connected", "", "{\"message\": \"hello\"}");
        tab.await(ON_SOCKET);
        socket.close();
        server.takeSocket().close();
        stream = greet(tab);
        holdBack(tab, stream);
        tell(server.takeSocket(), "connected", "", "{\"message\": \"hello\"}");
        tab.await(ON_SOCKET);
    }

    @Test
    void aClientThatIsToUseSseAloneUsesNothingElse() {
        Tab tab = timed(open(server.url()), Map.of("shared", false, "transport", "sse"));
        HttpServerResponse stream = greet(tab);
        holdBack(tab, stream);
        beat(tab, stream, 7_000);
        assertThat(tab.texts("errors")).isEmpty();
        pass(tab, 45_000);
        HttpServerRequest again = server.take();
        assertThat(again.path()).isEqualTo("/api/sse/prices");
    }

    @Test
    void aTabThatTakesOverUsesTheTransportThatWorks() {
        Tab first = timed(open(server.url()), Map.of());
        HttpServerResponse stream = server.stream(SOON + GREETING);
        Tab second = tab(Map.of());
        second.awaitState("live");
        beat(first, stream, 0);
        holdBack(first, stream);
        ServerWebSocket socket = server.takeSocket();
        tell(socket, "connected", "", "{\"message\": \"hello\"}");
        second.await(ON_SOCKET);
        first.page().close();
        server.takeSocket();
    }

    @Test
    void onlyTheAnswerToAMessageEndsTheWaitForIt() {
        Tab tab = tab(Map.of("shared", false, "transport", "websocket", "symbols", "A"));
        ServerWebSocket socket = server.takeSocket();
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        socket.textMessageHandler(messages::add);
        tell(socket, "connected", "", "{\"message\": \"hello\"}");
        tab.await("greetings === 1");
        tab.evaluate("() => { service.subscribe('B').then(() => { window.isDone = true }) }");
        assertThat(StreamServer.take(messages, "a change"))
                .isEqualTo("{\"op\":\"subscribe\",\"symbols\":[\"B\"],\"ref\":1}");
        socket.writeTextMessage("{\"event\":\"error\",\"ref\":7,\"message\":\"of another\"}");
        socket.writeTextMessage("{\"event\":\"ack\",\"ref\":7,\"data\":{\"symbols\":[\"Z\"]}}");
        socket.writeTextMessage("{\"event\":\"ack\",\"ref\":1,\"data\":{\"symbols\":[\"A\",\"B\"]}}");
        tab.await("window.isDone");
        assertThat(tab.texts("changes.map(change => change.symbols.join())")).containsExactly("A,B");
        assertThat(tab.texts("errors")).isEmpty();
    }

    @Test
    void aMessageThatIsNeverAnsweredBecomesPartOfANewConnection() {
        Tab tab = timed(open(server.url()), Map.of("shared", false, "transport", "websocket", "symbols", "A"));
        ServerWebSocket socket = server.takeSocket();
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        socket.textMessageHandler(messages::add);
        tell(socket, "connected", "", "{\"message\": \"hello\"}");
        tab.await("greetings === 1");
        tab.evaluate("() => { service.subscribe('B').then(() => { window.isDone = true }) }");
        StreamServer.take(messages, "a change");
        pass(tab, 10_000);
        ServerWebSocket next = server.takeSocket();
        assertThat(next.query()).contains("symbols=A%2CB");
        tell(next, "connected", "", "{\"message\": \"hello\"}");
        tab.await("window.isDone");
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
