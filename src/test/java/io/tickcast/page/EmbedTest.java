package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import io.tickcast.testing.Candles;
import io.tickcast.testing.HttpNode;
import org.junit.jupiter.api.Test;

/** Ticker and chart in a frame of another site. */
class EmbedTest extends WithCandles {
    private static final String TICKER = "embed/ticker?symbol=btcusdt&theme=dark&lang=zh";
    private static final String CHART = "embed/chart?symbol=BTCUSDT&interval=5m&theme=light&lang=en";

    /** The page of another site that frames this. */
    private StreamServer site(String path) {
        return StreamServer.of("<!DOCTYPE html><iframe width=600 height=400 src='" + url() + path + "'></iframe>");
    }

    @Test
    void aSiteThatIsAllowedShowsTheTickerAndTheChart() {
        startWithCandles(HttpNode.forPage().set("TICKCAST_HTTP_FRAME_ORIGINS", "*"));
        publish(
                minute(now - Candles.MINUTE, "99.00", true),
                builder(now).prices("99.00", "101.00", "99.00", "100.50").build());
        move(SYMBOL, "95000.12345678", "2.50");
        try (StreamServer site = site(TICKER)) {
            FrameLocator frame = open(site.url()).frameLocator("iframe");
            frame.locator(".price", new FrameLocator.LocatorOptions().setHasText("95000.12345678"))
                    .waitFor();
            assertThat(frame.locator(".change").innerText()).isEqualTo("▲ +2.50%");
            assertThat(frame.locator("html").getAttribute("lang")).isEqualTo("zh-CN");
            assertThat(frame.locator("html").getAttribute("data-theme")).isEqualTo("dark");
            move(SYMBOL, "95001.00000000", "-1.00");
            frame.locator(".price", new FrameLocator.LocatorOptions().setHasText("95001.00"))
                    .waitFor();
        }
        try (StreamServer site = site(CHART)) {
            FrameLocator frame = open(site.url()).frameLocator("iframe");
            frame.locator(".legend [data-figure=close]", new FrameLocator.LocatorOptions().setHasText("100.50"))
                    .waitFor();
            assertThat(frame.locator("[data-interval][aria-pressed=true]").innerText())
                    .isEqualTo("5m");
            assertThat(frame.locator("header a").getAttribute("href")).isEqualTo("/#/BTCUSDT/5m");
        }
        assertNoComplaints();
    }

    @Test
    void anotherSiteIsRefused() {
        try (StreamServer site = site(TICKER)) {
            Page page = profile.newPage();
            page.waitForConsoleMessage(
                    new Page.WaitForConsoleMessageOptions()
                            .setPredicate(message -> message.text().contains("frame-ancestors")),
                    () -> page.navigate(site.url()));
            assertThat(page.frameLocator("iframe").locator("#embed").count()).isZero();
        }
    }

    @Test
    void anAddressThatCannotBeShownSaysWhy() {
        Page page = open(url() + "embed/ticker");
        page.waitForSelector(".complaint");
        assertThat(page.locator(".complaint").innerText()).contains("?symbol=BTCUSDT");
        page.navigate(url() + CHART);
        page.waitForSelector(".complaint");
        assertThat(page.locator(".complaint").innerText()).contains("no candles");
        assertNoComplaints();
    }
}
