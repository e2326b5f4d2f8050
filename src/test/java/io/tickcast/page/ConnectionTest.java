package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.HttpNode;
import org.junit.jupiter.api.Test;

/** The page says how the connection and the feed are, and no more than is so. */
class ConnectionTest extends WithMarket {
    @Test
    void theIndicatorFollowsTheServerThroughStopAndStart() {
        Page page = openMarket();
        int port = node.port();
        assertThat(page.locator("#connection").innerText()).isEqualTo("Live");
        stopNode();
        page.waitForSelector("#connection[data-state=reconnecting]");
        page.waitForFunction(
                "() => /^Reconnecting\\s+in \\d+ s$/.test(" + "document.getElementById('connection').textContent)");
        page.waitForSelector("[data-banner=reconnecting]");
        assertThat(page.locator("main").getAttribute("data-live")).isEqualTo("false");
        start(HttpNode.forPage().set("TICKCAST_HTTP_PORT", Integer.toString(port)));
        page.waitForSelector("#connection[data-state=live]");
        page.waitForFunction("() => !document.querySelector('[data-banner]')");
        move("BTCUSDT", "96000.10000000");
        awaitText(page, "BTCUSDT", "price", "96000.10000000");
    }

    @Test
    void aBannerSaysThatTheFeedIsStaleOrDown() {
        Page page = openMarket();
        walk.feed(State.STALE);
        page.waitForSelector("[data-banner=stale]");
        assertThat(page.locator("#connection").innerText()).isEqualTo("Stale");
        assertThat(page.locator("[data-banner=stale]").innerText())
                .matches("Stale: nothing new from the exchange since \\d\\d:\\d\\d:\\d\\d\\. .*");
        walk.feed(State.DOWN);
        page.waitForSelector("[data-banner=down]");
        walk.feed(State.LIVE);
        page.waitForSelector("#connection[data-state=live]");
        page.waitForFunction("() => !document.querySelector('[data-banner]')");
        assertNoComplaints();
    }

    @Test
    void withoutANetworkItIsOffline() {
        Page page = openMarket();
        profile.setOffline(true);
        page.waitForSelector("#connection[data-state=offline]");
        page.waitForSelector("[data-banner=offline]");
        profile.setOffline(false);
        page.waitForSelector("#connection[data-state=live]");
    }

    @Test
    void anExchangeThatWasNeverThereIsNotLost() {
        try (HttpNode alone = HttpNode.forPage().start()) {
            alone.report(State.DOWN, 0);
            Page page = open("http://127.0.0.1:" + alone.port() + "/");
            page.waitForSelector("[data-banner=down]");
            assertThat(page.locator("[data-banner=down]").innerText())
                    .isEqualTo("The server has not reached the exchange yet.");
        }
    }

    @Test
    void itTriesAtOnceWhenSomebodyAsksOrLooks() {
        Page page = profile.newPage();
        int[] attempts = new int[1];
        page.route("**/api/sse/prices**", route -> {
            attempts[0]++;
            // By itself it would try again in an hour.
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("text/event-stream")
                    .setBody("retry: 3600000\n\n"));
        });
        page.navigate(url());
        page.click("[data-banner=reconnecting] button");
        page.waitForCondition(() -> attempts[0] == 2);
        page.waitForFunction("() => /in \\d{4} s/.test(document.getElementById('connection').textContent)");
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))");
        page.waitForCondition(() -> attempts[0] == 3);
        page.waitForFunction("() => /in \\d{4} s/.test(document.getElementById('connection').textContent)");
        page.unroute("**/api/sse/prices**");
        // A tab that follows asks the one that leads.
        Page other = open(url());
        page.waitForSelector("#connection[data-state=live]");
        other.waitForSelector("#connection[data-state=live]");
    }

    @Test
    void aDemonstrationSaysSo() {
        stopNode();
        start(HttpNode.forPage().demo());
        Page page = openMarket();
        page.waitForSelector("[data-banner=demo]");
        assertNoComplaints();
    }

    @Test
    void coinsWithoutAPriceAreThereAllTheSame() {
        Page page = open(url());
        page.waitForSelector(".notice");
        assertThat(page.locator(".notice").innerText()).startsWith("No prices yet");
        assertThat(page.locator("[data-symbol]").count()).isEqualTo(COINS);
        move("BTCUSDT", "95000.10000000");
        awaitText(page, "BTCUSDT", "price", "95000.10000000");
        page.waitForFunction("() => !document.querySelector('.notice')");
        assertNoComplaints();
    }

    @Test
    void beforeTheFirstWordOfTheServerThereIsAPlaceForThePrices() {
        Page page = profile.newPage();
        page.route("**/api/sse/prices**", route -> {});
        page.navigate(url());
        page.waitForSelector(".loading");
        assertThat(page.locator("#connection").getAttribute("data-state")).isEqualTo("connecting");
    }

    @Test
    void aRefusalIsShownWithAWayOut() {
        Page page = profile.newPage();
        page.route(
                "**/api/sse/prices**",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(400)
                        .setContentType("application/json")
                        .setBody("{\"code\":0,\"message\":\"Not so\"}")));
        page.navigate(url());
        page.waitForSelector("[data-banner=refused]");
        assertThat(page.locator("[data-banner=refused]").innerText()).contains("Not so");
        page.unroute("**/api/sse/prices**");
        page.click("[data-banner=refused] button");
        page.waitForSelector("#connection[data-state=live]");
        page.waitForFunction("() => !document.querySelector('[data-banner]')");
    }
}
