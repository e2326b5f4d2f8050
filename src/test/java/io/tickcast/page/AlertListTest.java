package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of all alerts, and the page where there are none. */
class AlertListTest extends WithAlerts {
    @Test
    void anEmptyListSaysWhatToDo() {
        Page page = openMarket();
        openList(page);
        awaitTexts(page, "#alert-list .none", "No alerts yetThe bell in the row of a coin sets one.");
        page.keyboard().press("Escape");
        awaitClosed(page);
    }

    @Test
    void anAlertIsDeletedByASecondClick() {
        alerts.add("{\"symbol\": \"BTCUSDT\", \"when\": {\"above\": \"100000.5\"}}");
        alerts.add(
                "{\"symbol\": \"ETHUSDT\", \"when\": {\"moves\": \"2\", \"within\": \"5m\"}, \"repeat\": \"rearm\"}");
        Page page = openMarket();
        openList(page);
        awaitTexts(page, ".rules .what", "ETH/USDT moves 2 % within 5mbinance", "BTC/USDT above 100000.5binance");
        awaitTexts(page, ".rules .told", "Waiting · Each time", "Waiting · Once");
        page.click("[data-alert=a1] .acts button");
        assertThat(page.locator("[data-alert=a1] .sure").textContent()).isEqualTo("Really delete");
        page.click("[data-alert=a1] .sure");
        FakeAlerts.Call call = alerts.take();
        assertThat(call.method() + " " + call.path()).isEqualTo("DELETE /api/alerts/a1");
        awaitTexts(page, ".rules .what", "ETH/USDT moves 2 % within 5mbinance");
        page.keyboard().press("Escape");
        assertThat(bell(page, "BTCUSDT").getAttribute("data-count")).isNull();
        assertThat(bell(page, "ETHUSDT").getAttribute("data-count")).isEqualTo("1");
    }

    @Test
    void anAlertThatHasFiredIsArmedAgain() {
        String id = alerts.add("{\"symbol\": \"BTCUSDT\", \"when\": {\"crosses\": \"95000\"}}");
        alerts.fire(id, "95001.5");
        Page page = openMarket();
        assertThat(bell(page, "BTCUSDT").getAttribute("data-count")).isNull();
        openList(page);
        awaitTexts(page, ".rules .told", "Fired · Once · fired 1×");
        page.click("[data-alert=a1] .acts button:first-child");
        assertThat(alerts.take())
                .isEqualTo(new FakeAlerts.Call(
                        "PATCH", "/api/alerts/a1", new JsonObject("{\"when\": {\"crosses\": \"95000\"}}")));
        awaitTexts(page, ".rules .told", "Waiting · Once");
        assertThat(bell(page, "BTCUSDT").getAttribute("data-count")).isEqualTo("1");
    }

    @Test
    void deliveriesAreShownWithTheirStatus() {
        alerts.add("{\"symbol\": \"BTCUSDT\", \"when\": {\"above\": \"1\"}, \"deliver\": "
                + "[{\"webhook\": \"https://hooks.example/x\", \"format\": \"slack\", \"secret\": \"s\"}]}");
        alerts.deliveries(new JsonArray("""
                [{"webhook_id": "f1", "attempt": 2, "at": "2026-01-10T07:15:00Z", "status": 200},
                 {"webhook_id": "f1", "attempt": 1, "at": "2026-01-10T07:14:00Z", "error": "timed out"}]"""));
        Page page = openMarket();
        openList(page);
        page.click("text=Deliveries");
        page.waitForSelector(".attempts li");
        List<String> attempts = page.locator(".attempts li").allTextContents();
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0)).startsWith("Jan 10").endsWith("· attempt 2 · 200");
        assertThat(attempts.get(1)).endsWith("· attempt 1 · timed out");
    }

    @Test
    void whereAlertsAreRefusedThePageShowsPricesWithoutBells() {
        alerts.refuse(401, "Send a token");
        Page page = openTab();
        server.refuse(401, "application/json", "{\"code\": 0, \"message\": \"Send a token\"}");
        var request = server.take();
        assertThat(request.getParam("alerts")).isNull();
        StreamServer.stream(request, StreamServer.GREETING + price("A", "1.5", 1));
        page.waitForSelector("#market[data-alerts=refused]");
        page.waitForSelector("[data-symbol=A]");
        assertThat(bell(page, "A").isVisible()).isFalse();
        assertThat(page.locator(".fired").count()).isZero();
        openList(page);
        awaitTexts(page, "#alert-list .none", "No alerts without a sign-in. The server says: Send a token");
    }

    @Test
    void whoSignsInLaterGetsAlertsOnTheStream() {
        Page page = openTab();
        server.refuse(401, "application/json", "{\"code\": 0, \"message\": \"Send a token\"}");
        StreamServer.stream(server.take(), StreamServer.GREETING + price("A", "1.5", 1));
        var request = server.take();
        assertThat(request.getParam("alerts")).isEqualTo("1");
        StreamServer.stream(request, StreamServer.GREETING + price("A", "1.5", 1));
        page.waitForSelector("#market[data-alerts=ready]");
    }

    @Test
    void whereTheServerCannotUseAlertsNowItIsSaidOnceUntilTheyAreBack() {
        alerts.refuse(503, "The database is away");
        Page page = profile.newPage();
        page.clock().install();
        page.navigate(server.url());
        stream = server.stream(StreamServer.GREETING + price("A", "1.5", 1));
        awaitTexts(page, ".fired p", "There are no alerts now. The server says: The database is away");
        assertThat(bell(page, "A").isVisible()).isFalse();
        page.click(".fired .quiet");
        page.waitForCondition(() -> page.locator(".fired").count() == 0);
        alerts.allow();
        page.clock().runFor(31_000);
        page.waitForSelector("#market[data-alerts=ready]");
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 1280})
    void axeFindsNothing(int width) {
        String id = alerts.add("{\"symbol\": \"BTCUSDT\", \"when\": {\"above\": \"1\"}, \"note\": \"a note\"}");
        Page page = openMarket();
        page.setViewportSize(width, 900);
        openForm(page);
        page.click("#alert-form summary");
        page.fill("#alert-price", "");
        submit(page);
        page.waitForSelector("#alert-price-fault");
        assertThat(Axe.violations(page)).isEmpty();
        page.keyboard().press("Escape");
        awaitClosed(page);
        send(alerts.fire(id, "95001.5"));
        page.waitForSelector(".fired");
        openList(page);
        assertThat(Axe.violations(page)).isEmpty();
        page.keyboard().press("Escape");
        awaitClosed(page);
        assertThat(Axe.violations(page)).isEmpty();
        assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        assertNoComplaints();
    }

    /** The middle of the animation has the strongest colour, so its other moments need no check. */
    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void aRowIsReadableWhileItsAlarmIsBrightest(ColorScheme colours) {
        Page page = openMarket();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colours));
        page.evaluate("""
                () => {
                  document.querySelectorAll('.group').forEach(row => row.classList.add('alarmed'))
                  document.getAnimations().forEach(animation => {
                    animation.pause()
                    animation.currentTime = 500
                  })
                }""");
        assertThat(page.evaluate("""
                () => document.getAnimations().filter(animation => animation.animationName === 'alarm')
                  .map(animation => `${animation.playState} at ${animation.currentTime}`)""")).asInstanceOf(LIST).isNotEmpty().containsOnly("paused at 500");
        assertThat(Axe.violations(page)).isEmpty();
        page.hover(".alarmed > .row");
        assertThat(Axe.violations(page)).isEmpty();
    }
}
