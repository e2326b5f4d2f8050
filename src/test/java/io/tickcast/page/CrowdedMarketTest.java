package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.testing.HttpNode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Five hundred coins that all move. */
class CrowdedMarketTest extends WithBrowser {
    private static final int COINS = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void itStaysUsable() {
        try (HttpNode node = HttpNode.forPage()
                        .set("TICKCAST_SYMBOLS", Walk.symbols(COINS))
                        .start();
                Walk walk = new Walk(node, COINS)) {
            walk.all().at(2);
            // Half a thousand coins move in half a thousand rows: a busy machine takes minutes over what an idle one
            // does at once.
            profile.setDefaultTimeout((double) PATIENCE.toMillis());
            Page page = profile.newPage();
            // Room for more rows than may flash.
            page.setViewportSize(1280, 4000);
            page.navigate("http://127.0.0.1:" + node.port() + "/");
            page.waitForSelector("#connection[data-state=live]");
            page.waitForFunction("() => document.querySelectorAll('[data-symbol]').length === 500");
            page.evaluate("() => { window.most = 0; new MutationObserver(() => { most = Math.max(most, "
                    + "document.querySelectorAll('[data-flash]').length) }).observe(document, "
                    + "{ subtree: true, attributes: true, attributeFilter: ['data-flash'] }) }");
            page.waitForSelector("[data-flash]");
            page.locator("[data-column=change] button").click();
            page.keyboard().press("/");
            page.keyboard().type("c499");
            page.waitForFunction("() => document.querySelectorAll('.group:not([hidden])').length === 1");
            page.keyboard().press("Escape");
            page.waitForFunction("() => document.querySelectorAll('.group:not([hidden])').length === 500");
            page.locator("[data-column=rank] button").click();
            page.locator("[data-symbol=C499USDT]").scrollIntoViewIfNeeded();
            page.waitForSelector("[data-symbol=C499USDT] [data-flash]");
            assertThat((int) page.evaluate("() => most")).isBetween(1, 32);
            assertNoComplaints();
        }
    }
}
