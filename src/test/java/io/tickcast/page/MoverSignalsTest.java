package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.market.Signal;
import org.junit.jupiter.api.Test;

/** Gainers and losers as a verticle sees them. */
class MoverSignalsTest extends WithMarket {
    private static final String GAINERS = "() => [...document.querySelectorAll('#gainers [data-mover]')].map(row => "
            + "row.dataset.mover + ' ' + row.querySelector('.moved').textContent).join()";

    private void say(String json) {
        node.publish(new Signal("movers", json, System.currentTimeMillis(), "test", "movers.js"));
    }

    private void awaitGainers(Page page, String expected) {
        page.waitForFunction("expected => (" + GAINERS + ")() === expected", expected);
    }

    @Test
    void theyAreThoseOfTheVerticleWhileItRuns() {
        node.verticle("movers.js", "running");
        say("{\"gainers\": [{\"symbol\": \"ETHUSDT\", \"change_24h\": \"77.10\"},"
                + " {\"symbol\": \"NONE\", \"change_24h\": \"1\"},"
                + " {\"symbol\": \"BTCUSDT\", \"change_24h\": \"<b>1</b>\"}, 5,"
                + " {\"symbol\": \"SOLUSDT\", \"change_24h\": \"3\"}],"
                + " \"losers\": \"none\"}");
        Page page = openMarket();

        awaitGainers(page, "ETHUSDT ▲+77.10%,SOLUSDT ▲+3%");
        assertThat(page.locator("#losers [data-mover]").count()).isZero();
    }

    @Test
    void withoutTheVerticleNobodyAsksForSignals() {
        Page page = openMarket();
        page.waitForSelector("#gainers [data-mover]");

        assertThat(node.status().getJsonObject("signals").getInteger("streams")).isZero();
    }
}
