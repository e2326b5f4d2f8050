package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page's notice when an alert fires. */
class AlertNoticeTest extends WithAlerts {
    private String above(String price) {
        return alerts.add("{\"symbol\": \"BTCUSDT\", \"when\": {\"above\": \"" + price + "\"}, \"note\": \"sell\"}");
    }

    @Test
    void aFiringIsShownWithItsPriceAndMarksTheRow() {
        String id = above("95000");
        Page page = openMarket();
        assertThat(bell(page, "BTCUSDT").getAttribute("data-count")).isEqualTo("1");
        String event = alerts.fire(id, "95001.50");
        page.evaluate("() => { window.alarms = 0; new MutationObserver(() => { alarms += Boolean("
                + "document.querySelector('.alarmed [data-symbol=BTCUSDT]')) }).observe(document.querySelector('.body'),"
                + " { subtree: true, attributeFilter: ['class'] }) }");
        // A stream that was resumed may bring it again.
        send(event + event);
        page.waitForSelector(".fired");
        page.waitForFunction("() => alarms > 0");
        assertThat(page.locator(".fired").count()).isOne();
        assertThat(page.locator(".fired .what").textContent()).isEqualTo("BTC/USDT above 95000");
        assertThat(page.locator(".fired").textContent()).contains("95001.50 · binance · price 120 ms old · ", "sell");
        assertThat(bell(page, "BTCUSDT").getAttribute("data-count")).isNull();
        page.click(".fired .what");
        page.waitForSelector("#detail-BTCUSDT");
        page.click(".fired .quiet");
        page.waitForCondition(() -> page.locator(".fired").count() == 0);
        assertNoComplaints();
    }

    @Test
    void whatCameWhileNobodyLookedIsListedOnReturn() {
        List<String> ids = List.of(above("95000"), above("95001"), above("95002"));
        Page page = openMarket();
        openList(page);
        page.click("#alert-notify");
        page.keyboard().press("Escape");
        hide(page, true);
        send(alerts.fire(ids.get(0), "95003.5") + alerts.fire(ids.get(1), "95004.5"));
        page.waitForCondition(() -> page.locator(".fired").count() == 2);
        // This one got lost, as while a computer sleeps.
        alerts.fire(ids.get(2), "95005.5");
        page.evaluate("() => { const now = performance.now; performance.now = () => now.call(performance) + 60000 }");
        hide(page, false);
        page.waitForCondition(() -> page.locator(".fired").count() == 3);
        assertThat(page.locator(".fired p:nth-of-type(1)").allTextContents().get(0))
                .startsWith("fired while this page was away");
        page.waitForFunction("() => notified.map(({ body }) => body.split('\\n')[0]).join() === "
                + "'95003.5,95004.5,fired while this page was away'");
        page.click(".dismiss-all");
        page.waitForCondition(() -> page.locator(".fired").count() == 0);
        assertNoComplaints();
    }

    @Test
    void eachTabShowsItOnceAndOnlyOneSoundsAndNotifies() {
        String id = above("95000");
        Page first = openMarket();
        Page second = openTab();
        awaitBells(second);
        for (Page page : List.of(first, second)) {
            openList(page);
            page.keyboard().press("Escape");
            awaitClosed(page);
        }
        assertThat(first.evaluate("() => asked")).isEqualTo(0);
        openList(first);
        first.click("#alert-notify");
        first.waitForFunction("() => asked === 1");
        first.keyboard().press("Escape");
        second.reload();
        awaitBells(second);
        second.click("#search");
        send(alerts.fire(id, "95001.50"));
        for (Page page : List.of(first, second)) {
            page.waitForSelector(".fired");
            assertThat(page.locator(".fired").count()).isOne();
        }
        first.waitForCondition(() -> sum(first, second, "notified.length") == 1 && sum(first, second, "tones") == 2);
        Page told = sum(first, first, "notified.length") > 0 ? first : second;
        assertThat((String) told.evaluate("() => notified[0].title + '|' + notified[0].body"))
                .isEqualTo("BTC/USDT above 95000|95001.50\nsell");
        assertThat((String) told.evaluate("() => notified[0].tag")).startsWith(id + " ");
        told.evaluate("() => notified[0].made.onclick()");
        told.waitForSelector("#detail-BTCUSDT");
        assertNoComplaints();
    }

    private static int sum(Page one, Page other, String expression) {
        return (int) one.evaluate("() => " + expression) + (int) other.evaluate("() => " + expression);
    }

    @Test
    void theFirstAlertAsksForNotificationsAndSoundCanBeTurnedOff() {
        Page page = openMarket();
        openForm(page);
        submit(page);
        awaitClosed(page);
        assertThat(page.evaluate("() => asked")).isEqualTo(1);
        openList(page);
        page.uncheck("#alert-sound");
        page.keyboard().press("Escape");
        send(alerts.fire("a1", "95001.50"));
        page.waitForFunction("() => notified.length === 1");
        assertThat(page.evaluate("() => tones")).isEqualTo(0);
        page.reload();
        openList(page);
        assertThat(page.locator("#alert-sound").isChecked()).isFalse();
        page.check("#alert-sound");
        page.waitForFunction("() => tones === 2");
    }

    @Test
    void anAlertThatFiresEachTimeGoesOnWaiting() {
        String id = alerts.add("{\"symbol\": \"BTCUSDT\", \"when\": {\"above\": \"1\"}, \"repeat\": \"rearm\"}");
        Page page = openMarket();
        for (int count = 1; count <= 2; count++) {
            send(alerts.fire(id, "9500" + count + ".5"));
            page.locator(".fired").nth(count - 1).waitFor();
            assertThat(bell(page, "BTCUSDT").getAttribute("data-count")).isEqualTo("1");
        }
    }

    @Test
    void aTabHearsWhatAnotherOneHasChanged() {
        Page first = openMarket();
        Page second = openTab();
        awaitBells(second);
        openForm(first);
        submit(first);
        second.waitForSelector("[data-symbol=BTCUSDT] .bell[data-count='1']");
    }
}
