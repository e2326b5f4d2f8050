package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Ticks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of a node of several exchanges: which of them it shows, and what the others say. */
class ExchangesOfPageTest extends WithMarket {
    private static final Page.CheckOptions HIDDEN = new Page.CheckOptions().setForce(true);
    private long time = System.currentTimeMillis();

    private void price(String exchange, String price) {
        node.hold(Ticks.builder("BTCUSDT", ++time, price).exchange(exchange).build());
    }

    private Page openSeveral() {
        startSeveral(HttpNode.forPage());
        return openStarted();
    }

    private void startSeveral(HttpNode.Plan plan) {
        stopNode();
        start(plan.set("TICKCAST_FEED_EXCHANGES", "binance,okx,kraken"));
        node.report("okx", State.LIVE);
        node.report("kraken", State.LIVE);
    }

    private Page openStarted() {
        Page page = openMarket();
        time = System.currentTimeMillis() + 60_000;
        price("binance", "100.00");
        return page;
    }

    private static void awaitQuote(Page page, String exchange, String text) {
        page.waitForFunction(
                "([exchange, text]) => document.querySelector(`[data-quote=${exchange}]`)?.textContent === text",
                List.of(exchange, text));
    }

    @Test
    void withOneExchangeThereIsNothingToChooseAndToCompare() {
        Page page = openMarket();
        assertThat(page.locator("#exchanges").count()).isZero();
        assertThat(page.locator("[data-cell=spread], [data-column=spread], [data-quote]")
                        .count())
                .isZero();
        assertThat(page.locator("[role=table]").getAttribute("aria-colcount")).isEqualTo("10");
    }

    @Test
    void theExchangeIsChosenAndKept() {
        Page page = openSeveral();
        awaitText(page, "BTCUSDT", "price", "100.00");
        assertThat(page.locator("#exchange-binance").isChecked()).isTrue();
        assertThat(page.locator("#exchanges input").count()).isEqualTo(4);
        price("okx", "101.50");
        page.check("#exchange-okx", HIDDEN);
        awaitText(page, "BTCUSDT", "price", "101.50");
        assertThat(cell(page, "ETHUSDT", "price").innerText()).isEqualTo("\u2013");
        assertThat(page.locator("#connection").getAttribute("data-state")).isEqualTo("live");
        page.reload();
        awaitText(page, "BTCUSDT", "price", "101.50");
        assertThat(page.locator("#exchange-okx").isChecked()).isTrue();
        page.check("#exchange-binance", HIDDEN);
        awaitText(page, "BTCUSDT", "price", "100.00");
        assertNoComplaints();
    }

    @Test
    void aRowTellsHowFarApartTheExchangesAreAndOpensToWhatEachSays() {
        Page page = openSeveral();
        price("okx", "101.00");
        price("kraken", "125.0");
        awaitText(page, "BTCUSDT", "spread", "25.00%");
        row(page, "BTCUSDT").click();
        awaitQuote(page, "binance", "100.00");
        awaitQuote(page, "okx", "101.00");
        awaitQuote(page, "kraken", "125.0");
        node.report("kraken", State.STALE);
        awaitText(page, "BTCUSDT", "spread", "1.00%");
        page.waitForSelector("[data-quote=kraken][data-old]");
        node.report("okx", State.DOWN);
        awaitText(page, "BTCUSDT", "spread", "\u2013");
        assertNoComplaints();
    }

    @Test
    void eachExchangeHasDigitsOfItsOwn() {
        startSeveral(HttpNode.forPage().set("TICKCAST_FEED_PUBLISHED_SOURCES", "desk"));
        TickSizes.tell(node, "binance", Map.of("BTCUSDT", 2));
        TickSizes.tell(node, "okx", Map.of("BTCUSDT", 1));
        Page page = openStarted();
        awaitText(page, "BTCUSDT", "price", "100.00");
        price("okx", "101");
        price("kraken", "125.000");
        node.post("/api/ticks", "[{\"exchange\": \"desk\", \"symbol\": \"BTCUSDT\", \"price\": \"99.50000\"}]");
        price("binance", "100.10000000");
        awaitText(page, "BTCUSDT", "price", "100.10");
        row(page, "BTCUSDT").click();
        awaitQuote(page, "binance", "100.10");
        awaitQuote(page, "okx", "101.0");
        awaitQuote(page, "kraken", "125.000");
        awaitQuote(page, "desk", "99.50000");
        page.check("#exchange-okx", HIDDEN);
        awaitText(page, "BTCUSDT", "price", "101.0");
        page.check("#exchange-desk", HIDDEN);
        awaitText(page, "BTCUSDT", "price", "99.50000");
        page.check("#exchange-index", HIDDEN);
        awaitText(page, "BTCUSDT", "price", "101.00");
        assertNoComplaints();
    }

    @Test
    void theIndexIsShownAsAnExchangeIs() {
        Page page = openSeveral();
        price("okx", "104.00");
        price("kraken", "102.5");
        page.check("#exchange-index", HIDDEN);
        awaitText(page, "BTCUSDT", "price", "102.5");
        walk.feed(State.STALE);
        awaitText(page, "BTCUSDT", "price", "102.5");
        node.report("kraken", State.STALE);
        awaitText(page, "BTCUSDT", "price", "104.00");
        node.report("okx", State.STALE);
        page.waitForSelector("[data-symbol=BTCUSDT][data-dead]");
        page.waitForSelector("#connection[data-state=stale]");
        assertNoComplaints();
    }
}
