package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Cookie;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table, and a user's work with it. */
class MarketTest extends WithMarket {
    /** {@link PageCost} measures how fast they come. */
    @Test
    void theFirstPricesWaitForNoTimer() {
        walk.all();
        Page page = profile.newPage();
        page.addInitScript("window.setTimeout = window.setInterval = () => 0");
        page.navigate(url());
        page.waitForFunction("() => /[0-9]/.test(document.querySelector('[data-cell=price]')?.textContent)");
        assertNoComplaints();
    }

    @Test
    void digitsAreThoseOfTheExchange() {
        Page page = openMarket();
        move("BTCUSDT", "95000.10000000", "-0.500");
        awaitText(page, "BTCUSDT", "price", "95000.10000000");
        assertThat(cell(page, "BTCUSDT", "change").innerText()).isEqualTo("\u25BC\u22120.500%");
        move("BTCUSDT", "0.00001234", "2.50");
        awaitText(page, "BTCUSDT", "price", "0.00001234");
        assertThat(cell(page, "BTCUSDT", "change").innerText()).isEqualTo("\u25B2+2.50%");
        move("BTCUSDT", "1234567", "0.000");
        awaitText(page, "BTCUSDT", "price", "1234567");
        assertThat(cell(page, "BTCUSDT", "change").innerText()).isEqualTo("0.000%");
        assertNoComplaints();
    }

    @Test
    void decimalPointsStandUnderEachOther() {
        Page page = openMarket();
        move("BTCUSDT", "95000.1");
        move("ETHUSDT", "3300");
        awaitText(page, "BTCUSDT", "price", "95000.1");
        awaitText(page, "ETHUSDT", "price", "3300");
        assertThat(placesOfPoints(page)).isEqualTo(1);
    }

    private static Object placesOfPoints(Page page) {
        return page.evaluate("() => [...new Set([...document.querySelectorAll('[data-cell=price] .fraction')]"
                + ".map(part => Math.round(part.getBoundingClientRect().left)))].length");
    }

    @Test
    void pricesHaveTheDigitsOfTheTickSize() {
        TickSizes.tell(node, "binance", Map.of("BTCUSDT", 2, "ETHUSDT", 0, "DOGEUSDT", 5));
        Page page = openMarket();
        row(page, "BTCUSDT").click();
        Locator detail = page.locator("#detail-BTCUSDT");
        for (String fact : List.of("bid", "ask", "open", "high", "low")) {
            assertThat(detail.locator("[data-fact=" + fact + "]").innerText())
                    .as(fact)
                    .matches("\\d+\\.\\d\\d");
        }
        for (String name : List.of("high", "low")) {
            assertThat(cell(page, "BTCUSDT", name).innerText()).as(name).matches("\\d+\\.\\d\\d");
        }
        move("ETHUSDT", "3300.00000000");
        awaitText(page, "ETHUSDT", "price", "3300");
        move("DOGEUSDT", "0.1385");
        awaitText(page, "DOGEUSDT", "price", "0.13850");
        // The list does not have it.
        move("SOLUSDT", "142.06000000");
        awaitText(page, "SOLUSDT", "price", "142.06000000");
        move("BTCUSDT", "95000.10000000");
        awaitText(page, "BTCUSDT", "price", "95000.10");
        assertThat(cell(page, "BTCUSDT", "price").locator(".zeros").innerText()).isEmpty();
        assertThat(placesOfPoints(page)).isEqualTo(1);
        move("BTCUSDT", "95000.12345000");
        awaitText(page, "BTCUSDT", "price", "95000.12345");
        assertThat(placesOfPoints(page)).isEqualTo(1);
        assertNoComplaints();
    }

    @Test
    void digitsThatAreKnownLaterAreShownAtOnce() {
        profile.clock().install();
        Page page = openMarket();
        move("BTCUSDT", "95000.10000000");
        awaitText(page, "BTCUSDT", "price", "95000.10000000");
        assertThat(places(page)).isEqualTo("8");
        TickSizes.tell(node, "binance", Walk.tickSizes());
        page.clock().fastForward(10_000);
        awaitText(page, "BTCUSDT", "price", "95000.10");
        page.waitForFunction("() => document.getElementById('market').style.getPropertyValue('--places') === '5'");
        assertNoComplaints();
    }

    private static Object places(Page page) {
        return page.evaluate("() => document.getElementById('market').style.getPropertyValue('--places')");
    }

    @Test
    void digitsOfAListThatCannotBeReadAreThoseThatWereSent() {
        TickSizes.tell(node, "binance", Walk.tickSizes());
        profile.route("**/api/symbols", Route::abort);
        Page page = openMarket();
        move("BTCUSDT", "95000.10000000");
        awaitText(page, "BTCUSDT", "price", "95000.10000000");
    }

    @Test
    void aCookieIsEnoughForPricesAndTheirDigits(@TempDir Path folder) throws IOException {
        stopNode();
        Issuer issuer = Issuer.ec("digits", 256);
        Path keys = Files.writeString(folder.resolve("keys.json"), Issuer.jwks(issuer));
        start(HttpNode.forPage()
                .askingForTokens()
                .set("TICKCAST_AUTH_JWT_KEY_FILE", keys.toString())
                .set("TICKCAST_AUTH_JWT_COOKIE", "session"));
        TickSizes.tell(node, "binance", Walk.tickSizes(), "Authorization: Bearer " + issuer.token());
        profile.addCookies(List.of(new Cookie("session", issuer.token()).setUrl(url())));
        Page page = openMarket();
        move("BTCUSDT", "95000.10000000");
        awaitText(page, "BTCUSDT", "price", "95000.10");
        assertNoComplaints();
    }

    @Test
    void aPriceThatMovesFlashesForHalfASecond() {
        Page page = openMarket();
        move("ETHUSDT", "5000.00000000");
        cell(page, "ETHUSDT", "price").and(page.locator("[data-flash=up]")).waitFor();
        page.waitForSelector("[data-symbol=ETHUSDT] [data-cell=price]:not([data-flash])");
        move("ETHUSDT", "4000.00000000");
        cell(page, "ETHUSDT", "price").and(page.locator("[data-flash=down]")).waitFor();
        page.waitForSelector("[data-symbol=ETHUSDT] [data-cell=price]:not([data-flash])");
    }

    @Test
    void aTestIsMarkedUntilTheNextPrice() {
        Page page = openMarket();
        node.post("/api/sse/test-broadcast", "{\"symbol\": \"BTCUSDT\", \"price\": 1.5, \"change_24h\": 2.5}");
        page.waitForSelector("[data-symbol=BTCUSDT][data-test]");
        move("BTCUSDT", "95000.10000000");
        page.waitForSelector("[data-symbol=BTCUSDT]:not([data-test])");
    }

    @Test
    void columnsSort() {
        Page page = openMarket();
        move("FILUSDT", "99999.00000000", "55.000");
        awaitText(page, "FILUSDT", "price", "99999.00000000");
        Locator head = page.locator("[data-column=price]");
        head.locator("button").click();
        assertThat(head.getAttribute("aria-sort")).isEqualTo("descending");
        assertThat(symbols(page)).startsWith("FILUSDT", "BTCUSDT", "ETHUSDT");
        head.locator("button").click();
        assertThat(head.getAttribute("aria-sort")).isEqualTo("ascending");
        assertThat(symbols(page)).endsWith("ETHUSDT", "BTCUSDT", "FILUSDT");
        page.locator("[data-column=coin] button").click();
        assertThat(head.getAttribute("aria-sort")).isEqualTo("none");
        assertThat(symbols(page)).startsWith("ADAUSDT", "ATOMUSDT").isSorted();
        for (Locator other : page.locator("[role=columnheader] button").all()) {
            other.click();
        }
        assertNoComplaints();
    }

    @Test
    void theOrderFollowsThePricesByItself() {
        Page page = openMarket();
        page.locator("[data-column=change] button").click();
        page.mouse().move(0, 0);
        page.evaluate("() => document.activeElement.blur()");
        move("ADAUSDT", "0.50000000", "77.000");
        page.waitForFunction("() => document.querySelector('.body [data-symbol]').dataset.symbol === 'ADAUSDT'");
    }

    @Test
    void searchLeavesWhatMatches() {
        Page page = openMarket();
        page.keyboard().press("/");
        page.keyboard().type("bit");
        assertThat(symbols(page)).containsExactly("BTCUSDT", "BCHUSDT");
        page.fill("#search", "以太");
        assertThat(symbols(page)).containsExactly("ETHUSDT");
        page.fill("#search", "nothing of that kind");
        assertThat(symbols(page)).isEmpty();
        page.click(".notice button");
        assertThat(symbols(page)).hasSize(COINS);
    }

    @Test
    void enterOpensTheFirstMatch() {
        Page page = openMarket();
        page.keyboard().press("/");
        page.keyboard().press("Enter");
        page.keyboard().type("cardano");
        page.keyboard().press("Enter");
        page.locator("#detail-ADAUSDT canvas").waitFor();
        assertThat(page.locator(".detail").count()).isOne();
        assertThat((boolean) page.evaluate("() => document.activeElement.matches('[data-symbol=ADAUSDT] .open')"))
                .isTrue();
    }

    @Test
    void noLineLeadsThroughAnOutage() {
        Page page = profile.newPage();
        page.addInitScript("window.shift = 0; window.begun = 0; const now = Date.now; Date.now = () => now() + shift;"
                + " const pen = CanvasRenderingContext2D.prototype, { beginPath, moveTo, stroke } = pen; let parts = 0;"
                + " pen.beginPath = function () { parts = 0; beginPath.call(this) };"
                + " pen.moveTo = function (...at) { parts++; moveTo.apply(this, at) };"
                + " pen.stroke = function (...path) { if (this.canvas.className === 'spark') begun = Math.max(begun, parts);"
                + " stroke.apply(this, path) }");
        walk.all();
        page.navigate(url());
        page.waitForSelector("#connection[data-state=live]");
        later(page, "4000.00000000");
        later(page, "4001.00000000");
        page.waitForFunction("() => begun === 1");
        walk.feed(State.STALE);
        page.waitForSelector("[data-banner=stale]");
        walk.feed(State.LIVE);
        page.waitForSelector("#connection[data-state=live]");
        later(page, "4002.00000000");
        later(page, "4003.00000000");
        page.waitForFunction("() => begun === 2");
        assertNoComplaints();
    }

    /** A price a minute after the one before, by the page's clock. */
    private void later(Page page, String price) {
        page.evaluate("() => { shift += 60000 }");
        move("ETHUSDT", price);
        awaitText(page, "ETHUSDT", "price", price);
    }

    @Test
    void aGapStaysWhenALongLineIsFolded() {
        Page page = open(url());
        Object gaps = page.evaluate("async () => { const { Series } = await import('/page/series.js');"
                + " const line = new Series({ capacity: 8, span: 1000, folds: true }); line.interrupt(); line.add(0, 1);"
                + " line.interrupt(); for (let i = 10; i < 40; i++) line.add(i * 1000, i);"
                + " return [line.prices[0] >= 0, [...line.prices].filter(Number.isNaN).length, line.length <= 8] }");
        assertThat(gaps).isEqualTo(List.of(true, 1, true));
    }

    @Test
    void noTwoLabelsOfAnAxisAreTheSame() {
        Page page = profile.newPage();
        page.addInitScript(
                "window.labels = []; const pen = CanvasRenderingContext2D.prototype, { clearRect, fillText } = pen;"
                        + " pen.clearRect = function (...box) { if (!this.canvas.matches('.spark')) labels = [];"
                        + " clearRect.apply(this, box) };"
                        + " pen.fillText = function (text, ...at) { labels.push(text); fillText.call(this, text, ...at) }");
        walk.all();
        page.navigate(url());
        page.waitForSelector("#connection[data-state=live]");
        row(page, "BCHUSDT").click();
        for (String price : List.of("647.50000000", "647.60000000")) {
            move("BCHUSDT", price);
            awaitText(page, "BCHUSDT", "price", price);
        }
        // Only the position of the line, without the earlier values. The address opens the row.
        page.reload();
        page.waitForSelector("#detail-BCHUSDT canvas");
        move("BCHUSDT", "647.50000000");
        page.waitForFunction("() => labels.includes('647.5')");
        assertThat((boolean) page.evaluate("() => new Set(labels).size === labels.length"))
                .isTrue();
        move("BCHUSDT", "647.60000000");
        page.waitForFunction("() => labels.includes('647.6')");
        assertThat((List<?>) page.evaluate("() => labels")).doesNotHaveDuplicates();
    }

    @Test
    void favouritesArePinnedAndKept() {
        Page page = openMarket();
        row(page, "SOLUSDT").locator(".pin").click();
        page.waitForFunction("() => document.querySelector('.body [data-symbol]').dataset.symbol === 'SOLUSDT'");
        page.locator("[data-column=price] button").click();
        assertThat(symbols(page)).startsWith("SOLUSDT", "BTCUSDT");
        page.reload();
        page.waitForSelector("[data-symbol=SOLUSDT] .pin[aria-pressed=true]");
        page.waitForFunction("() => document.querySelector('.body [data-symbol]').dataset.symbol === 'SOLUSDT'");
        assertThat(page.locator("[data-column=price]").getAttribute("aria-sort"))
                .isEqualTo("descending");
    }

    @Test
    void aRowOpensToALiveChart() {
        Page page = openMarket();
        row(page, "XRPUSDT").click();
        Locator detail = page.locator("#detail-XRPUSDT");
        detail.locator(".plot canvas").waitFor();
        move("XRPUSDT", "2.50000000");
        page.waitForFunction(
                "() => document.querySelector('#detail-XRPUSDT [data-fact=bid]').textContent === '\u2013'");
        String before = pixels(page);
        move("XRPUSDT", "2.90000000");
        page.waitForFunction(
                "before => document.querySelector('#detail-XRPUSDT canvas').toDataURL() !== before", before);
        detail.locator("[data-span=whole]").click();
        assertThat(detail.locator("[data-span=whole]").getAttribute("aria-pressed"))
                .isEqualTo("true");
        row(page, "XRPUSDT").click();
        assertThat(detail.count()).isZero();
        assertNoComplaints();
    }

    private static String pixels(Page page) {
        return (String) page.evaluate("() => document.querySelector('#detail-XRPUSDT canvas').toDataURL()");
    }

    @Test
    void gainersAndLosersLeadToTheirRows() {
        Page page = openMarket();
        page.locator("#gainers [data-mover]").first().waitFor();
        assertThat(page.locator("#gainers [data-mover]").first().innerText())
                .startsWith("DOGE")
                .contains("+7.");
        assertThat(page.locator("#losers [data-mover]").first().innerText())
                .startsWith("ATOM")
                .contains("\u22125.");
        page.locator("#losers [data-mover=ATOMUSDT]").click();
        page.locator("#detail-ATOMUSDT canvas").waitFor();
        page.fill("#search", "bitcoin");
        page.locator("#gainers [data-mover=DOGEUSDT]").click();
        page.locator("#detail-DOGEUSDT canvas").waitFor();
        assertThat(page.inputValue("#search")).isEmpty();
        assertThat(symbols(page)).hasSize(COINS);
        assertNoComplaints();
    }

    @Test
    void aTestIsNoGainer() {
        Page page = openMarket();
        node.post("/api/sse/test-broadcast", "{\"symbol\": \"BTCUSDT\", \"price\": 1.5, \"change_24h\": 999}");
        page.waitForSelector("[data-symbol=BTCUSDT][data-test]");
        move("ADAUSDT", "0.50000000", "88.000");
        page.waitForFunction("() => document.querySelector('#gainers [data-mover]')?.dataset.mover === 'ADAUSDT'");
    }

    @Test
    void aCoinWithoutAPriceAndOneWithALongNameHarmNoOther() {
        Page page = profile.newPage();
        page.setViewportSize(360, 800);
        String name = "A".repeat(28) + "USDT";
        page.route(
                "**/api/sse/prices**",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/event-stream")
                        .setBody("retry: 3600000\nevent: connected\ndata: {\"symbols\": [\"B\", \""
                                + name
                                + "\"]}\n\nevent: price\ndata: {\"symbol\": \"B\", \"price\": null}\n\nevent: price\n"
                                + "data: {\"symbol\": \""
                                + name + "\", \"price\": 1.50, \"change_24h\": 2.5}\n\n")));
        page.navigate(url());
        awaitText(page, name, "price", "1.50");
        page.locator("#gainers [data-mover]").waitFor();
        assertThat((boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .isTrue();
        assertThat((boolean) page.evaluate(
                        "([name]) => document.querySelector(`[data-symbol=${name}] .open .base`)"
                                + ".getBoundingClientRect().right <= document.querySelector(`[data-symbol=${name}] [data-cell=price]`)"
                                + ".getBoundingClientRect().left",
                        List.of(name)))
                .isTrue();
        assertNoComplaints();
    }

    @Test
    void latencyIsMeasured() {
        Page page = openMarket();
        walk.at(2);
        page.waitForFunction("() => /\\d/.test(document.querySelector('[data-latency=p99]').textContent)");
        page.waitForFunction("() => parseFloat(document.querySelector('[data-latency=rate]').textContent) > 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {-3_600_000, 3_600_000})
    void latencyIsMeasuredThoughTheComputersClockIsWrong(int millis) {
        Page page = profile.newPage();
        page.addInitScript("const begin = performance.timeOrigin + " + millis + ", now = Date.now;"
                + " Date.now = () => now() + "
                + millis + "; Object.defineProperty(performance, 'timeOrigin', { value: begin })");
        page.navigate(url());
        walk.at(2);
        page.waitForFunction("() => /\\d/.test(document.querySelector('[data-latency=p99]').textContent)");
        page.waitForFunction("() => parseFloat(document.querySelector('[data-latency=rate]').textContent) > 0");
    }

    @Test
    void noLatencyIsSaidWhereTheClocksDiffer() {
        Page page = profile.newPage();
        page.route(
                "**/api/sse/status",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"code\":1,\"data\":{\"time\":" + (System.currentTimeMillis() - 3_600_000) + "}}")));
        page.navigate(url());
        walk.at(2);
        page.waitForFunction(
                "() => /clocks of the exchange/.test(document.querySelector('#latency .note').textContent)");
        assertThat(page.locator("[data-latency=p50]").innerText()).isEqualTo("n/a");
        assertThat(page.locator("[data-latency=p99]").innerText()).isEqualTo("n/a");
    }

    private static List<String> symbols(Page page) {
        List<?> symbols = (List<?>) page.evaluate("() => [...document.querySelectorAll("
                + "'.body .group:not([hidden]) [data-symbol]')].map(row => row.dataset.symbol)");
        return symbols.stream().map(String.class::cast).toList();
    }
}
