package io.tickcast.page;

import static io.tickcast.page.StreamServer.GREETING;
import static io.tickcast.page.StreamServer.price;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.testing.Await;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The prices that the client of a page gives to its listeners, and their times. */
class ClientPricesTest extends WithStreamServer {
    private static final String MARK = "id: 9\n\n";

    @Test
    void testPricesAlwaysComeThroughAndHideNone() {
        Tab tab = tab(Map.of());
        String test =
                "event: price\ndata: {\"symbol\": \"A\", \"price\": 7.0, \"timestamp\": \"2027-01-01T00:00:00.000Z\","
                        + " \"test\": true}\n\n";
        server.stream(GREETING + price("A", 2) + test + test + price("A", 1) + price("A", 3));
        assertThat(tab.prices(4)).containsExactly("A 2.00", "A 7.0", "A 7.0", "A 3.00");
    }

    private static String priceOf(String exchange, int number) {
        return "event: price\ndata: {\"symbol\": \"A\", \"exchange\": \"" + exchange + "\", \"price\": " + number
                + ", \"timestamp\": \"2026-01-10T07:15:0" + number + ".000Z\"}\n\n";
    }

    private static String feed(String exchange, String state) {
        return "event: feed\ndata: {\"exchange\": \"" + exchange + "\", \"state\": \"" + state + "\"}\n\n";
    }

    @Test
    void thePricesOfEachExchangeComeByThemselves() {
        Tab tab = tab(Map.of("exchange", List.of("a", "b")));
        server.stream(GREETING
                + priceOf("a", 5)
                + priceOf("b", 3)
                + priceOf("a", 5)
                + priceOf("b", 3)
                + priceOf("b", 4)
                + priceOf("a", 6));
        tab.prices(4);
        assertThat(tab.texts("prices.map(price => price.exchange + price.text.price)"))
                .containsExactly("a5", "b3", "b4", "a6");
    }

    @Test
    void anIndexThatOnlyLosesASourceComesToo() {
        Tab tab = tab(Map.of("exchange", "index"));
        String index = "event: price\ndata: {\"symbol\": \"A\", \"exchange\": \"index\", \"price\": 1, "
                + "\"timestamp\": \"2026-01-10T07:15:00.000Z\", \"sources\": [%s]}\n\n";
        server.stream(GREETING
                + index.formatted("\"a\", \"b\"")
                + index.formatted("\"a\", \"b\"")
                + index.formatted("\"b\"")
                + index.formatted(""));
        tab.prices(3);
        assertThat(tab.texts("prices.map(price => price.sources.join())")).containsExactly("a,b", "b", "");
    }

    @Test
    void ofSeveralExchangesOneThatIsLiveIsEnough() {
        Tab tab = tab(Map.of("exchange", "*"));
        String greeting = "event: connected\ndata: {\"message\": \"hi\", \"exchanges\": [\"a\", \"b\"]}\n\n";
        HttpServerResponse stream = server.stream(greeting + feed("a", "down") + priceOf("b", 1));
        tab.prices(1);
        assertThat(tab.states()).endsWith("live");
        Await.result(stream.write(feed("b", "stale") + priceOf("b", 2)));
        tab.prices(2);
        assertThat(tab.states()).endsWith("stale");
        Await.result(stream.write(feed("a", "live") + priceOf("b", 3)));
        tab.prices(3);
        assertThat(tab.states()).endsWith("live");
    }

    private static String trade(String id, String price, String timestamp) {
        return "event: price\ndata: {\"symbol\": \"A\", \"price\": " + price + ", \"timestamp\": \"" + timestamp + "\""
                + (id.isEmpty() ? "" : ", \"trade_id\": " + id) + "}\n\n";
    }

    @Test
    void tradesOfOneMillisecondAllCome() {
        Tab tab = tab(Map.of());
        String first = "2027-01-01T00:00:00.001Z";
        String second = "2027-01-01T00:00:00.002Z";
        server.stream(GREETING
                + trade("", "1.0", first)
                + trade("", "2.0", first)
                + trade("", "2.0", first)
                + trade("", "3.0", second)
                + trade("", "2.0", first)
                + trade("7", "4.0", "2027-01-01T00:00:00.005Z")
                + trade("8", "4.0", "2027-01-01T00:00:00.004Z")
                + trade("8", "4.0", "2027-01-01T00:00:00.004Z")
                + trade("7", "5.0", "2027-01-01T00:00:00.003Z")
                + trade("9", "6.0", "2027-01-01T00:00:00.004Z"));
        assertThat(tab.prices(6)).containsExactly("A 1.0", "A 2.0", "A 3.0", "A 4.0", "A 4.0", "A 6.0");
    }

    @Test
    void listenersGetTheirSymbolAndOneThatThrowsStopsNoOther() {
        Tab tab = tab(Map.of());
        tab.evaluate("""
        () => {
          window.heard = []
          const note = name => price => heard.push(name + ' ' + price.symbol)
          service.addListener('A', () => { throw new Error('a listener of the test') })
          service.addListener('A', note('A'))
          service.addListener('OLD', note('OLD'))
          service.addListener('all', note('all'))
          const gone = note('gone')
          service.addListener('all', gone)
          service.addListener('all', gone)
          service.removeListener('all', gone)
          service.removeListener('never there', gone)
        }""");
        assertThat(tab.status().getInteger("listeners")).isEqualTo(4);
        server.stream("event: connected\ndata: {\"symbols\": [], \"aliases\": {\"OLD\": \"B\"}}\n\n" + price("A", 1)
                + price("B", 1));
        tab.await("heard.length === 4");
        assertThat(tab.texts("heard")).containsExactly("A A", "all A", "OLD B", "all B");
        assertThat(complaints()).singleElement().asString().contains("a listener of the test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"price", "feed", "connected", "heartbeat", "reset"})
    void whatIsNoObjectIsPassedOver(String type) {
        Tab tab = tab(Map.of());
        String start = "event: " + type + "\ndata: ";
        server.stream(GREETING + start + "null\n\n" + start + "5\n\n" + start + "{\n\n" + price("A", 1));
        assertThat(tab.prices(1)).containsExactly("A 1.00");
        assertThat(tab.texts("errors")).isEmpty();
        assertThat(tab.status().getString("state")).isEqualTo("live");
    }

    @Test
    void figuresKeepTheirDigits() {
        Tab tab = tab(Map.of());
        server.stream(GREETING + "event: price\ndata: {\"symbol\": \"A\", \"price\": 95000.00, \"change_24h\":-2.50 ,"
                + "\"volume\": 123456789012345678.123456789012345678, \"open\": null, \"bid\":1E-8,"
                + " \"timestamp\": \"2026-01-10T07:15:00.000Z\"}\n\n");
        tab.await("prices.length");
        assertThat(tab.texts("Object.entries(prices[0].text)"))
                .containsExactly(
                        "[\"price\",\"95000.00\"]",
                        "[\"change_24h\",\"-2.50\"]",
                        "[\"volume\",\"123456789012345678.123456789012345678\"]",
                        "[\"bid\",\"1E-8\"]");
        assertThat(tab.evaluate("() => prices[0].price")).isEqualTo(95_000);
    }

    @Test
    void aHiddenTabGetsTheNewestOfEachSymbolAndAllAtOnceWhenItIsSeenAgain() {
        Tab tab = tab(Map.of("hiddenInterval", 3_600_000));
        HttpServerResponse stream = server.stream(GREETING + price("A", 1));
        tab.prices(1);
        tab.hide(true);
        stream.write(price("A", 2) + price("B", 2) + price("A", 3) + MARK);
        tab.await("service.getConnectionStatus().lastEventId === '9'");
        assertThat(tab.prices()).containsExactly("A 1.00");
        tab.hide(false);
        assertThat(tab.prices()).containsExactly("A 1.00", "A 3.00", "B 2.00");
        stream.write(price("A", 4));
        tab.prices(4);
    }

    @Test
    void aHiddenTabIsGivenPricesNowAndThen() {
        Page page = open(server.url());
        page.clock().install();
        Tab tab = Tab.connect(page, Map.of("shared", false));
        HttpServerResponse stream = server.stream(GREETING + price("A", 1));
        tab.prices(1);
        tab.hide(true);
        stream.write(price("A", 2) + MARK);
        tab.await("service.getConnectionStatus().lastEventId === '9'");
        assertThat(tab.prices()).hasSize(1);
        page.clock().runFor(5_000);
        stream.write(price("B", 3));
        assertThat(tab.prices(3)).containsExactly("A 1.00", "A 2.00", "B 3.00");
    }
}
