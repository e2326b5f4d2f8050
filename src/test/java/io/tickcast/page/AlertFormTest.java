package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The bell of a row, and the form that it opens. */
class AlertFormTest extends WithAlerts {
    @Test
    void theBellSetsAnAlertAndThenTellsHowManyWait() {
        Page page = openMarket();
        assertThat(bell(page, "BTCUSDT").getAttribute("aria-label")).isEqualTo("Alert for BTC");
        bell(page, "BTCUSDT").focus();
        openForm(page);
        assertThat(page.locator("#alert-form-title").textContent()).isEqualTo("Alert for BTC/USDT");
        assertThat(page.inputValue("#alert-price")).isEqualTo("95000.10");
        choose(page, "kind-below");
        page.fill("#alert-price", "90000.5");
        choose(page, "repeat-rearm");
        page.fill("#alert-note", "  buy  ");
        submit(page);
        assertThat(alerts.take().body()).isEqualTo(new JsonObject("""
                {"symbol": "BTCUSDT", "when": {"below": "90000.5"}, "repeat": "rearm", "note": "buy"}"""));
        awaitClosed(page);
        assertThat(bell(page, "BTCUSDT").getAttribute("aria-label")).isEqualTo("Alert for BTC, 1 waiting");
        assertThat(bell(page, "BTCUSDT").getAttribute("data-count")).isEqualTo("1");
        assertThat(bell(page, "ETHUSDT").getAttribute("data-count")).isNull();
        assertThat(page.locator("#alerts-button").getAttribute("aria-label")).isEqualTo("Alerts: 1 waiting");
        assertThat(page.evaluate("() => document.activeElement.matches('[data-symbol=BTCUSDT] .bell')"))
                .isEqualTo(true);
        assertNoComplaints();
    }

    @Test
    void aMoveWithAWebhookIsSetFromTheOpenRowAndItsSecretIsShownOnce() {
        Page page = openMarket();
        page.click("[data-symbol=BTCUSDT] .open");
        page.click("#detail-BTCUSDT .set-alert");
        choose(page, "kind-moves");
        page.fill("#alert-percent", "2.5");
        page.selectOption("#alert-within", "15m");
        page.click("#alert-form summary");
        page.fill("#alert-webhook", "https://hooks.example/tick");
        submit(page);
        assertThat(alerts.take().body()).isEqualTo(new JsonObject("""
                {"symbol": "BTCUSDT", "when": {"moves": "2.5", "within": "15m"}, "repeat": "once",
                 "deliver": [{"webhook": "https://hooks.example/tick", "format": "standard"}]}"""));
        page.waitForSelector("#alert-made");
        assertThat(page.inputValue("#alert-made")).isEqualTo(FakeAlerts.SECRET);
        page.click("#alert-form .main");
        awaitClosed(page);
        openList(page);
        assertThat(page.locator("#alert-list").textContent())
                .contains("https://hooks.example/***")
                .doesNotContain(FakeAlerts.SECRET);
        assertNoComplaints();
    }

    @Test
    void whatIsWrongIsSaidAtItsField() {
        Page page = openMarket();
        openForm(page);
        for (String wrong : new String[] {"", "0", "1,5", "1e5", "-1"}) {
            page.fill("#alert-price", wrong);
            submit(page);
            awaitTexts(page, "#alert-form .fault:not(:empty)", "Give a price above 0, such as 95000.10.");
            assertThat(page.locator("#alert-price").getAttribute("aria-describedby"))
                    .isEqualTo("alert-price-fault");
            assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("alert-price");
        }
        choose(page, "kind-moves");
        page.fill("#alert-percent", "1001");
        submit(page);
        awaitTexts(page, "#alert-percent-fault", "Give a percentage above 0 and up to 1000, such as 2.5.");
        page.fill("#alert-percent", "2");
        page.click("#alert-form summary");
        page.fill("#alert-webhook", "hooks.example");
        submit(page);
        awaitTexts(page, "#alert-webhook-fault", "Give an address that begins with https://.");
    }

    @Test
    void whatTheServerRefusesIsSaidInItsWordsAtTheField() {
        Page page = openMarket();
        openForm(page);
        page.fill("#alert-price", "1".repeat(60));
        submit(page);
        page.waitForSelector("#alert-price-fault");
        assertThat(page.locator("#alert-price-fault").textContent()).contains("is no price; give a decimal above 0");
        page.fill("#alert-price", "1");
        page.click("#alert-form summary");
        page.fill("#alert-webhook", "https://?");
        submit(page);
        awaitTexts(
                page,
                "#alert-webhook-fault",
                "the webhook is no URL of a web server, such as https://example.com/hook");
        alerts.refuse(409, "You have 1000 alerts already");
        submit(page);
        awaitTexts(page, "#alert-form .fault:not(:empty)", "The server refused: You have 1000 alerts already");
        server.close();
        submit(page);
        awaitTexts(page, "#alert-form .fault:not(:empty)", "The server cannot be reached.");
        page.keyboard().press("Escape");
        awaitClosed(page);
        assertThat(bell(page, "BTCUSDT").getAttribute("data-count")).isNull();
    }

    @Test
    void theKeyboardSetsAnAlert() {
        Page page = openMarket();
        page.locator("[data-symbol=BTCUSDT] .open").focus();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("a");
        page.waitForSelector("#alert-form");
        assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("alert-price");
        page.keyboard().press("Enter");
        assertThat(alerts.take().body().getString("symbol")).isEqualTo("ETHUSDT");
        awaitClosed(page);
        page.keyboard().press("Shift+Tab");
        assertThat(page.evaluate("() => document.activeElement.className")).isEqualTo("bell");
        assertNoComplaints();
    }
}
