package io.tickcast.page;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.tickcast.testing.Await;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The page of two coins for a reader who may have alerts. */
abstract class WithAlerts extends WithBrowser {
    static final Page.CheckOptions HIDDEN = new Page.CheckOptions().setForce(true);

    /** Counts tones, and keeps notifications, which a browser without a screen cannot show. */
    private static final String WITNESS = """
      window.tones = 0
      const { start } = OscillatorNode.prototype
      OscillatorNode.prototype.start = function (...when) { tones++; start.apply(this, when) }
      window.notified = []
      window.asked = 0
      window.Notification = class {
        static permission = localStorage.allowed ?? 'default'
        static async requestPermission() {
          asked++
          return Notification.permission = localStorage.allowed = 'granted'
        }
        constructor(title, { body, tag }) { notified.push({ title, body, tag, made: this }) }
        close() { this.isClosed = true }
      }""";

    private static final String PAGE =
            ClientFile.text("/index.html").replace("data-coins=\"10\"", "data-coins=\"2\" data-alerts");
    private static final String SNAPSHOT = StreamServer.GREETING.replace("[\"A\"]", "[\"BTCUSDT\", \"ETHUSDT\"]")
            + price("BTCUSDT", "95000.10", 1)
            + price("ETHUSDT", "3300.41", 2);

    final FakeAlerts alerts = new FakeAlerts();
    final StreamServer server = StreamServer.of(PAGE, alerts);
    /** Of the page that was opened first; later ones share it. */
    HttpServerResponse stream;

    @AfterEach
    void closeServer() {
        server.close();
    }

    static String price(String symbol, String price, int number) {
        return "id: " + number + "\nevent: price\ndata: {\"symbol\": \"" + symbol + "\", \"price\": " + price
                + ", \"timestamp\": \"2026-01-10T07:15:00." + (100 + number) + "Z\"}\n\n";
    }

    /** Opens the page and its stream. */
    final Page openMarket() {
        Page page = openTab();
        HttpServerRequest request = server.take();
        if (!"1".equals(request.getParam("alerts"))) {
            throw new AssertionError("not asked for alerts: " + request.uri());
        }
        stream = StreamServer.stream(request, SNAPSHOT);
        awaitBells(page);
        return page;
    }

    /** Another tab of the same profile has its prices from the first one. */
    final Page openTab() {
        Page page = profile.newPage();
        page.addInitScript(WITNESS);
        page.navigate(server.url());
        return page;
    }

    static void awaitBells(Page page) {
        page.waitForSelector("#market[data-alerts=ready]");
        page.waitForSelector("[data-symbol=ETHUSDT]");
        page.waitForSelector(
                "#alert-notices", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
    }

    final void send(String event) {
        Await.result(stream.write(event));
    }

    static Locator bell(Page page, String symbol) {
        return page.locator("[data-symbol=" + symbol + "] .bell");
    }

    /** Opens the form of BTCUSDT. */
    static void openForm(Page page) {
        bell(page, "BTCUSDT").click();
        page.waitForSelector("#alert-form");
    }

    static void openList(Page page) {
        page.click("#alerts-button");
        page.waitForSelector("#alert-list");
    }

    static void choose(Page page, String id) {
        page.check("#alert-" + id, HIDDEN);
    }

    static void submit(Page page) {
        page.click("#alert-form [type=submit]");
    }

    static void awaitClosed(Page page) {
        page.waitForCondition(() -> page.locator("dialog").count() == 0);
    }

    /** Returns when the texts of these elements are these. */
    static void awaitTexts(Page page, String selector, String... texts) {
        page.waitForFunction(
                "([selector, texts]) => JSON.stringify([...document.querySelectorAll(selector)]"
                        + ".map(each => each.textContent)) === JSON.stringify(texts)",
                List.of(selector, List.of(texts)));
    }
}
