package io.tickcast.page;

import static io.tickcast.page.StreamServer.GREETING;
import static io.tickcast.page.StreamServer.price;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Ticks;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tabs of one browser share a connection. */
class ClientTabsTest extends WithBrowser {
    private Tab tab(HttpNode node, Map<String, Object> options) {
        return Tab.connect(openBlank(node.port()), options);
    }

    private static void publish(HttpNode node, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(n -> node.publish(Ticks.tick("BTCUSDT", n, Integer.toString(n))));
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(n -> "BTCUSDT " + n).toList();
    }

    @Test
    void tabsHaveOneConnectionAndOneThatComesLaterHasAllPricesAtOnce() {
        try (HttpNode node = HttpNode.forPage().start()) {
            node.hold(Ticks.tick("BTCUSDT", 1, "1"), Ticks.tick("ETHUSDT", 1, "10.50"));
            Tab first = tab(node, Map.of());
            first.prices(2);
            Tab second = tab(node, Map.of());
            assertThat(second.prices(2)).containsExactlyInAnyOrder("BTCUSDT 1", "ETHUSDT 10.50");
            second.await("service.getConnectionStatus().connected");
            publish(node, 2, 50);
            assertThat(first.prices(51).subList(2, 51)).isEqualTo(numbered(2, 50));
            assertThat(second.prices(51).subList(2, 51)).isEqualTo(numbered(2, 50));
            assertThat(node.status().getInteger("connected_clients")).isEqualTo(1);
            assertThat(first.evaluate("() => greetings")).isEqualTo(1);

            // This node has no feed.
            first.awaitState("stale");
            second.awaitState("stale");
            Tab third = tab(node, Map.of());
            third.await("greetings === 1");
            assertThat(third.states()).isNotEmpty().doesNotContain("live");

            // What greets one tab is not for the others.
            publish(node, 51, 51);
            second.prices(52);
            assertThat(second.evaluate("() => greetings")).isEqualTo(1);
        }
    }

    @Test
    void aTabWithOtherWishesHasItsOwnConnection() {
        try (HttpNode node = HttpNode.forPage().start()) {
            tab(node, Map.of());
            tab(node, Map.of("interval", 1_000));
            node.awaitClients(2);
            tab(node, Map.of("shared", false));
            node.awaitClients(3);
        }
    }

    @Test
    void whereTabsCannotShareEachHasItsOwnConnection() {
        profile.addInitScript("delete Navigator.prototype.locks");
        try (HttpNode node = HttpNode.forPage().start()) {
            node.hold(Ticks.tick("BTCUSDT", 1, "1"));
            Tab first = tab(node, Map.of());
            Tab second = tab(node, Map.of());
            assertThat(first.prices(1)).isEqualTo(numbered(1, 1));
            assertThat(second.prices(1)).isEqualTo(numbered(1, 1));
            node.awaitClients(2);
        }
    }

    @Test
    void whereLocksAreRefusedEachHasItsOwnConnectionToo() {
        profile.addInitScript(
                "LockManager.prototype.request = () => Promise.reject(new DOMException('', 'SecurityError'))");
        try (HttpNode node = HttpNode.forPage().start()) {
            tab(node, Map.of("silence", 3_600_000));
            tab(node, Map.of("silence", 3_600_000));
            node.awaitClients(2);
        }
    }

    @Test
    void aTabThatIsClosedHandsOverWithoutAMissingTick() {
        try (HttpNode node =
                HttpNode.forPage().set("TICKCAST_STREAM_RETRY", "10ms").start()) {
            Tab first = tab(node, Map.of());
            Tab second = tab(node, Map.of());
            Tab third = tab(node, Map.of());
            publish(node, 1, 40);
            List.of(first, second, third).forEach(tab -> tab.prices(40));
            node.awaitClients(1);

            first.page().close();
            publish(node, 41, 80);
            second.prices(80);
            second.evaluate("() => service.disconnect()");
            publish(node, 81, 120);
            assertThat(third.prices(120)).isEqualTo(numbered(1, 120));
            assertThat(second.prices().subList(0, 80)).isEqualTo(numbered(1, 80));
            node.awaitClients(1);
            assertThat(third.evaluate("() => resets")).isEqualTo(0);
        }
    }

    @Test
    void noTabIsLiveWhileAnotherTakesOver() {
        try (StreamServer server = StreamServer.start()) {
            Tab first = Tab.connect(open(server.url()), Map.of());
            server.stream(GREETING);
            Tab second = Tab.connect(open(server.url()), Map.of());
            second.awaitState("live");
            first.page().close();
            HttpServerRequest request = server.take();
            second.awaitState("reconnecting");
            StreamServer.stream(request, GREETING);
            second.awaitState("live");
        }
    }

    @Test
    void aTabThatComesLaterIsToldHowLongAgoTheFeedWasHeard() {
        try (StreamServer server = StreamServer.start()) {
            Tab first = Tab.connect(open(server.url()), Map.of());
            server.stream(GREETING + "event: feed\ndata: {\"state\": \"stale\", \"age_ms\": 12000}\n\n");
            first.awaitState("stale");
            first.evaluate("() => { const now = Date.now; Date.now = () => now() + 3600000 }");
            Tab second = Tab.connect(open(server.url()), Map.of());
            second.await("feeds.length === 1");
            assertThat((int) second.evaluate("() => feeds[0].age_ms")).isBetween(3_612_000, 3_700_000);
            assertThat(first.evaluate("() => feeds[0].age_ms")).isEqualTo(12_000);
        }
    }

    @Test
    void aTabThatLeadsAndDoesNothingLosesTheLead() {
        try (StreamServer server = StreamServer.start()) {
            Tab first = Tab.connect(open(server.url()), Map.of());
            server.stream(GREETING + "id: 1\n\n" + price("A", 1));
            first.prices(1);
            Page page = open(server.url());
            // What it does when it has heard nothing for 90 s.
            page.evaluate("""
          () => {
            const real = setTimeout
            window.setTimeout = (action, millis) => millis === 90000 ? (window.late = action, 0) : real(action, millis)
          }""");
            Tab second = Tab.connect(page, Map.of());
            second.prices(1);

            second.evaluate("() => { late() }");
            HttpServerResponse stream = server.stream(GREETING + price("A", 2));
            assertThat(second.prices(2)).containsExactly("A 1.00", "A 2.00");
            // The first one follows now.
            assertThat(first.prices(2)).containsExactly("A 1.00", "A 2.00");
            second.page().close();
            server.stream(GREETING + price("A", 3));
            assertThat(first.prices(3)).containsExactly("A 1.00", "A 2.00", "A 3.00");
            Await.until("the connection of the closed tab is closed", stream::closed);
        }
    }

    @Test
    void everyTabIsToldThatTheRequestIsWrong() {
        try (HttpNode node = HttpNode.forPage().start()) {
            Tab first = tab(node, Map.of("symbols", "?"));
            Tab second = tab(node, Map.of("symbols", "?"));
            first.await("fatal.length");
            second.await("fatal.length");
            assertThat(second.fatal()).singleElement().asString().startsWith("symbols: ");
            second.awaitState("offline");
        }
    }
}
