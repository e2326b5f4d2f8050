package io.tickcast.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.tickcast.market.DecimalField;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Ticks;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A node whose feed is live and whose prices a test moves, and the page of it. */
abstract class WithMarket extends WithBrowser {
    static final int COINS = 16;

    HttpNode node;
    Walk walk;
    private long lastEventTime;

    @BeforeEach
    void startNode() {
        start(HttpNode.forPage());
    }

    @AfterEach
    void stopNode() {
        walk.close();
        node.close();
    }

    /** Sixteen coins, none of which has a price. */
    final void start(HttpNode.Plan plan) {
        node = plan.set("TICKCAST_SYMBOLS", Walk.symbols(COINS)).start();
        walk = new Walk(node, COINS);
    }

    final String url() {
        return "http://127.0.0.1:" + node.port() + "/";
    }

    /** The page, with a price for each coin. */
    final Page openMarket() {
        return openMarket(profile);
    }

    final Page openMarket(BrowserContext context) {
        walk.all();
        Page page = context.newPage();
        page.navigate(url());
        page.waitForSelector("#connection[data-state=live]");
        page.waitForFunction("() => [...document.querySelectorAll('[data-cell=price]')]"
                + ".filter(cell => /\\d/.test(cell.textContent)).length === " + COINS);
        return page;
    }

    /** A new price, newer than all before it. */
    final void move(String symbol, String price) {
        move(symbol, price, "1.250");
    }

    final void move(String symbol, String price, String change) {
        lastEventTime = Math.max(lastEventTime + 1, System.currentTimeMillis());
        TickBuilder tick = Ticks.builder(symbol, lastEventTime, price);
        Ticks.set(tick, DecimalField.CHANGE_24H, change);
        node.publish(tick.build());
    }

    static Locator row(Page page, String symbol) {
        return page.locator("[data-symbol=" + symbol + "]");
    }

    static Locator cell(Page page, String symbol, String name) {
        return row(page, symbol).locator("[data-cell=" + name + "]");
    }

    /** Returns when the cell shows just this. */
    static void awaitText(Page page, String symbol, String name, String text) {
        page.waitForFunction(
                "([symbol, name, text]) => document.querySelector(`[data-symbol=${symbol}] "
                        + "[data-cell=${name}]`)?.textContent === text",
                List.of(symbol, name, text));
    }
}
