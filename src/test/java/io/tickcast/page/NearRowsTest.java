package io.tickcast.page;

import static io.tickcast.page.StreamServer.KEYED_GREETING;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.tickcast.page.StreamServer.Change;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Ticks;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The page with more coins than a screen has room for: only rows near the screen have the full rate. */
class NearRowsTest extends WithStreamServer {
    private static final int COINS = 120;
    private static final String FIRST = "BTCUSDT";
    private static final String LAST = "C119USDT";

    private final List<String> streams = new CopyOnWriteArrayList<>();
    private final List<JsonObject> changes = new CopyOnWriteArrayList<>();

    private void note(Request request) {
        if (request.url().contains("/api/sse/prices")) {
            streams.add(URI.create(request.url()).getQuery());
        } else if (request.method().equals("PATCH")) {
            changes.add(new JsonObject(request.postData()));
        }
    }

    private boolean isChanged(String key, String symbol) {
        return changes.stream()
                .anyMatch(change ->
                        change.containsKey(key) && change.getJsonArray(key).contains(symbol));
    }

    private static void awaitPrice(Page page, String symbol, String price) {
        page.waitForFunction(
                "([symbol, price]) => document.querySelector(`[data-symbol=${symbol}] [data-cell=price]`)"
                        + ".textContent.startsWith(price)",
                List.of(symbol, price));
    }

    @Test
    void rowsThatScrollInHaveTheNewestPriceAndTheFullRateAndThoseThatScrollOutGiveItBack() {
        try (HttpNode node = HttpNode.forPage()
                        .set("TICKCAST_SYMBOLS", Walk.symbols(COINS))
                        .start();
                Walk walk = new Walk(node, COINS)) {
            walk.all();
            Page page = profile.newPage();
            page.onRequest(this::note);
            page.navigate("http://127.0.0.1:" + node.port() + "/");
            page.waitForSelector("#connection[data-state=live]");
            page.waitForCondition(() -> streams.size() == 2);
            assertThat(streams.get(0)).contains("interval=1000").doesNotContain("symbols=");
            assertThat(streams.get(1))
                    .contains("interval=250", "symbols=", FIRST)
                    .doesNotContain(LAST);

            long time = System.currentTimeMillis() + 1_000;
            node.publish(Ticks.tick(LAST, time, "123.5"));
            page.locator("[data-symbol=" + LAST + "]").scrollIntoViewIfNeeded();
            awaitPrice(page, LAST, "123.5");
            page.waitForCondition(() -> isChanged("add", LAST) && isChanged("remove", FIRST));
            node.publish(Ticks.tick(LAST, time + 1, "124.5"));
            awaitPrice(page, LAST, "124.5");
            // Those that nobody sees are not forgotten.
            node.publish(Ticks.tick(FIRST, time + 1, "125.5"));
            page.locator("[data-symbol=" + FIRST + "]").scrollIntoViewIfNeeded();
            awaitPrice(page, FIRST, "125.5");

            hide(page, true);
            node.awaitClients(1);
            hide(page, false);
            node.awaitClients(2);
            assertNoComplaints();
        }
    }

    @Test
    void aCoinThatIsRemovedGivesItsFullRateBack() {
        Page page = open(server.url());
        page.evaluate("""
        async () => {
          document.body.innerHTML = '<div id="market"><div id="rows"></div></div>'
          const [{ Table }, { Coin }] = await Promise.all([import('/page/table.js'), import('/page/market.js')])
          window.nearby = []
          const nothing = () => {}
          const painter = { soon: nothing, touch: nothing, flash: nothing }
          window.table = new Table(document.getElementById('rows'), painter,
            { onShown: nothing, onNear: nothing, onNearby: symbols => nearby.push(symbols.join()), onPlace: nothing })
          window.coins = ['A', 'B'].map(symbol => new Coin(symbol))
          coins.forEach(coin => table.add(coin))
          table.arrange()
        }""");
        page.waitForFunction("() => nearby.at(-1) === 'A,B'");
        page.evaluate("() => table.remove(coins[0])");
        page.waitForFunction("() => nearby.at(-1) === 'B'");
    }

    @Test
    void rowsThatOnlyScrollByAreNotAskedFor() {
        Page page = open(server.url());
        page.clock().install();
        page.evaluate("""
        async () => {
          const { NearPrices } = await import('/page/near-prices.js')
          window.prices = []
          window.near = new NearPrices({ url: '/api/sse/prices' }, price => prices.push(price.symbol))
          near.want(['A', 'B'])
        }""");
        HttpServerResponse stream =
                server.stream(KEYED_GREETING + StreamServer.price("A", 1) + StreamServer.price("B", 2));
        page.waitForFunction("() => near.has('A') && near.has('B')");
        page.evaluate("() => ['C', 'D', 'E'].forEach(symbol => near.want(['B', symbol]))");
        Change change = server.takeChange();
        assertThat(change.body()).isEqualTo(new JsonObject("{\"add\": [\"E\"]}"));
        change.accept();
        assertThat(page.evaluate("() => [near.has('A'), near.has('B'), near.has('E')].join()"))
                .isEqualTo("true,true,false");
        stream.write(StreamServer.price("E", 3));
        page.waitForFunction("() => near.has('E')");

        // Rows that leave and come back at once cost no request.
        for (String rows : List.of("'A', 'B'", "'B', 'E'", "'A', 'B'", "'B', 'E'")) {
            page.evaluate("() => near.want([" + rows + "])");
            page.clock().runFor(500);
        }
        assertThat(page.evaluate("() => near.has('A') && near.has('E')")).isEqualTo(true);
        page.clock().runFor(6_000);
        change = server.takeChange();
        assertThat(change.body()).isEqualTo(new JsonObject("{\"remove\": [\"A\"]}"));
        change.accept();
        assertThat(page.evaluate("() => [near.has('A'), near.has('B'), near.has('E')].join()"))
                .isEqualTo("false,true,true");

        // Where the stream breaks the other one has the newest price.
        stream.reset();
        page.waitForFunction("() => !near.has('B')");
        page.evaluate("() => near.end()");
    }
}
