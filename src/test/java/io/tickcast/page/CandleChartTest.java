package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Candles;
import io.tickcast.testing.HttpNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The candles that a row opens to. */
class CandleChartTest extends WithCandles {
    private static final long MINUTE = Candles.MINUTE;
    /** The test says when a finger has rested: a busy machine may be late to move it. */
    private static final String LONG_PRESS = "const timer = setTimeout; window.setTimeout = (action, millis) => {"
            + " if (millis !== 350) return timer(action, millis); window.rested = action; return 0 }";

    @BeforeEach
    void keepCandles() {
        startWithCandles(HttpNode.forPage());
    }

    @Test
    void aRowOpensToItsCandlesAndTheNewestOneMoves() {
        publish(
                builder(now - 2 * MINUTE)
                        .prices("99.10", "99.90", "98.00", "99.50")
                        .closed(true)
                        .build(),
                builder(now - MINUTE)
                        .prices("99.50", "101.00", "99.50", "100.00")
                        .build());
        Page page = openMarket();
        row(page, SYMBOL).click();
        page.click("[data-interval='1m']");
        awaitFigure(page, "close", "100.00");
        assertThat(figure(page, "open")).isEqualTo("99.50");
        assertThat(figure(page, "high")).isEqualTo("101.00");
        assertThat(figure(page, "change")).isEqualTo("+0.50%");

        publish(builder(now - MINUTE)
                .prices("99.50", "102.70", "99.50", "102.70")
                .volume("0.75")
                .build());
        awaitFigure(page, "close", "102.70");
        publish(
                builder(now - MINUTE)
                        .prices("99.50", "102.70", "99.50", "102.60")
                        .volume("0.80")
                        .closed(true)
                        .build(),
                builder(now).prices("102.60", "102.60", "101.00", "101.30").build());
        awaitFigure(page, "close", "101.30");
        page.locator(".candle-plot").focus();
        page.keyboard().press("Shift+ArrowLeft");
        page.keyboard().press("Shift+ArrowLeft");
        awaitFigure(page, "close", "102.60");
        assertNoComplaints();
    }

    @Test
    void aChartOfASilentExchangeDoesNotLookLive() {
        minutes(10);
        Page page = openChart("#/BTCUSDT/1m");
        walk.feed(State.STALE);
        page.waitForSelector(".candle-plot[data-state=stale]");
        walk.feed(State.LIVE);
        page.waitForSelector(".candle-plot[data-state=live]");
        assertNoComplaints();
    }

    @Test
    void theChartGoesBackPageByPageToTheFirstCandle() {
        minutes(2_300);
        List<String> pages = new CopyOnWriteArrayList<>();
        profile.onRequest(request -> {
            if (request.url().contains("/api/candles") && request.url().contains("&to=")) {
                pages.add(request.url());
            }
        });
        Page page = openChart("#/BTCUSDT/1m");
        page.locator(".candle-plot").focus();
        // A page of 1,000, one of 300, and an empty one: none is asked for before the one before it is there.
        page.waitForCondition(() -> {
            page.keyboard().press("Home");
            return pages.size() == 3;
        });
        page.keyboard().press("Home");
        pointAtTheFirst(page);
        awaitFigure(page, "close", "100.00");
        assertThat(pages).hasSize(3).doesNotHaveDuplicates();
        page.click(".newest");
        page.mouse().move(0, 0);
        awaitFigure(page, "time", "");
        assertNoComplaints();
    }

    /** Puts the cross on the oldest candle, which Home has brought to the left edge. */
    private static void pointAtTheFirst(Page page) {
        BoundingBox box = page.locator(".candle-plot").boundingBox();
        page.mouse().move(box.x + 8, box.y + box.height / 2);
    }

    @Test
    void aHoleOfTheServerAndACandleWithAPartMissingSaySo() {
        publish(
                minute(now - 9 * MINUTE, "99.00", true),
                minute(now - 2 * MINUTE, "98.00", true).incomplete(),
                minute(now, "100.00", false));
        Page page = openChart("#/BTCUSDT/1m");
        page.locator(".candle-plot").focus();
        awaitFigure(page, "close", "100.00");
        read(page, 1);
        awaitFigure(page, "close", "100.00");
        read(page, 1);
        read(page, 1);
        awaitNote(page, "Incomplete");
        assertThat(figure(page, "close")).isEqualTo("98.00");
        read(page, 3);
        awaitNote(page, "Missing");
        assertThat(figure(page, "close")).isEqualTo("\u2013");
        read(page, 4);
        awaitFigure(page, "close", "99.00");
        assertThat(page.locator(".charted [role=status]").innerText()).contains("Close 99.00");
        assertNoComplaints();
    }

    private static void read(Page page, int candlesBack) {
        for (int i = 0; i < candlesBack; i++) {
            page.keyboard().press("Shift+ArrowLeft");
        }
    }

    private static void awaitNote(Page page, String note) {
        page.waitForFunction("note => document.querySelector('.legend .note').textContent === note", note);
    }

    @Test
    void theAddressNamesTheChartAndTheBrowserGoesBackAndForward() {
        minutes(130);
        Page page = openChart("#/BTCUSDT/1h");
        assertThat(chosen(page)).isEqualTo("1h");
        page.click("[data-interval='5m']");
        page.selectOption("[data-choose=interval]", "3m");
        assertThat(page.url()).endsWith("/#/BTCUSDT/3m");
        page.goBack();
        page.waitForSelector("[data-interval='5m'][aria-pressed=true]");
        assertThat(page.url()).endsWith("/#/BTCUSDT/5m");
        row(page, "ETHUSDT").click();
        assertThat(page.url()).endsWith("/#/ETHUSDT/3m");
        page.goBack();
        page.waitForFunction("() => !document.getElementById('detail-ETHUSDT')");
        row(page, SYMBOL).click();
        assertThat(page.locator(".detail").count()).isZero();
        assertThat(page.url()).endsWith("/");
        page.goBack();
        page.waitForSelector("[data-interval='5m'][aria-pressed=true]");
        page.evaluate("() => { location.hash = '#/nothing/of/that/kind' }");
        page.waitForFunction("() => !document.querySelector('.detail')");
        assertNoComplaints();
    }

    private static String chosen(Page page) {
        return page.locator("[data-interval][aria-pressed=true]").getAttribute("data-interval");
    }

    @Test
    void theExchangeOfTheCandlesIsChosenAndNamedInTheAddress() {
        startWithCandles(HttpNode.forPage().set("TICKCAST_FEED_EXCHANGES", "binance,okx"));
        follow("okx");
        node.report("okx", State.LIVE);
        publish(minute(now, "100.00", false));
        publish(builder("okx", now).prices("99.50", "99.50", "99.50", "99.50").build());
        Page page = openChart("#/BTCUSDT/1m");
        awaitFigure(page, "close", "100.00");
        page.selectOption("[data-choose=exchange]", "okx");
        awaitFigure(page, "close", "99.50");
        assertThat(page.url()).endsWith("/#/BTCUSDT/1m/okx");
        publish(builder("okx", now)
                .prices("99.50", "99.70", "99.50", "99.70")
                .volume("0.75")
                .build());
        awaitFigure(page, "close", "99.70");
        page.reload();
        awaitFigure(page, "close", "99.70");
        assertNoComplaints();
    }

    @Test
    void anExchangeWithoutTheCoinSaysSoAndAnotherCanBeChosen() {
        startWithCandles(HttpNode.forPage()
                .set("TICKCAST_FEED_EXCHANGES", "binance,okx")
                .set("TICKCAST_FEED_OKX_SYMBOLS", "ETHUSDT"));
        publish(minute(now, "100.00", false));
        Page page = openChart("#/BTCUSDT/1m");
        page.selectOption("[data-choose=exchange]", "okx");
        page.waitForSelector(".candle-plot[data-state=refused]");
        assertThat(page.locator(".candle-plot .few").innerText()).contains("okx has no");
        page.selectOption("[data-choose=exchange]", "binance");
        awaitFigure(page, "close", "100.00");
    }

    @Test
    void aRowHasALineOfTheLastDay() {
        profile.addInitScript(
                "window.most = 0; const pen = CanvasRenderingContext2D.prototype, { beginPath, lineTo } = pen;"
                        + " let points = 0; pen.beginPath = function () { points = 0; beginPath.call(this) };"
                        + " pen.lineTo = function (...at) { if (this.canvas.className === 'spark') most = Math.max(most, ++points);"
                        + " lineTo.apply(this, at) }");
        minutes(1_440);
        Page page = openMarket();
        assertThat(page.locator("[data-column=spark]").innerText()).isEqualTo("Last 24 h");
        // A quarter of an hour each.
        page.waitForFunction("() => most >= 95");
        assertNoComplaints();
    }

    @Test
    void theChartKeepsTheRulesOfAccessAndFitsAnyScreen() {
        startWithCandles(HttpNode.forPage().set("TICKCAST_FEED_EXCHANGES", "binance,okx"));
        publish(minute(now, "100.00", false));
        Page page = openChart("#/BTCUSDT/1m");
        awaitFigure(page, "close", "100.00");
        for (int width : List.of(1280, 390)) {
            page.setViewportSize(width, 900);
            assertThat(Axe.violations(page)).isEmpty();
        }
        for (int width = 320; width <= 1480; width += 60) {
            page.setViewportSize(width, 900);
            Object outside = page.evaluate("() => [...document.querySelectorAll('.charted *')].filter(part =>"
                    + " part.checkVisibility() && part.getBoundingClientRect().right > innerWidth)"
                    + ".map(part => part.outerHTML)");
            assertThat((List<?>) outside).as("at " + width).isEmpty();
        }
        assertNoComplaints();
    }

    @Test
    void anHourThatTheClockShowsTwiceHasOneLabel() {
        try (BrowserContext newYork = newProfile(new Browser.NewContextOptions().setTimezoneId("America/New_York"))) {
            Page page = newYork.newPage();
            page.navigate(url());
            String labels = """
                async ([from, to]) => {
                  const { calendarOf, tickLabel, timeTicks } = await import('/candles/time-axis.js')
                  const calendar = calendarOf(60_000)
                  const ticks = timeTicks(Date.parse(from), Date.parse(to), 1_800_001, calendar)
                  return ticks.map(tick => `${new Date(tick.time).toISOString().slice(11, 16)} ${tickLabel(tick, 'en', calendar)}`)
                }""";
            assertThat(page.evaluate(labels, List.of("2026-11-01T04:30:00Z", "2026-11-01T08:30:00Z")))
                    .isEqualTo(List.of("05:00 01:00", "07:00 02:00", "08:00 03:00"));
            assertThat(page.evaluate(labels, List.of("2026-03-08T05:30:00Z", "2026-03-08T08:30:00Z")))
                    .isEqualTo(List.of("06:00 01:00", "07:00 03:00", "08:00 04:00"));
        }
    }

    @Test
    void wheelAndDragMoveTheChart() {
        minutes(500);
        Page page = openChart("#/BTCUSDT/1m");
        Locator plot = page.locator(".candle-plot");
        page.waitForFunction("() => document.querySelector('.newest').hidden");
        BoundingBox box = plot.boundingBox();
        double x = box.x + box.width / 2;
        double y = box.y + box.height / 2;
        page.mouse().move(x, y);
        page.waitForFunction("() => document.querySelector('.legend [data-figure=time]').textContent !== ''");
        String before = figure(page, "time");
        page.mouse().down();
        page.mouse().move(x + 200, y, new Mouse.MoveOptions().setSteps(4));
        page.mouse().up();
        page.mouse().move(x, y);
        page.waitForFunction(
                "before => document.querySelector('.legend [data-figure=time]').textContent !== before", before);
        page.mouse().wheel(0, -400);
        page.waitForFunction("() => !document.querySelector('.newest').hidden");
        page.click(".newest");
        page.waitForFunction("() => document.querySelector('.newest').hidden");
        assertNoComplaints();
    }

    @Test
    void fingersMoveAndZoomTheChart() {
        minutes(1_300);
        try (BrowserContext phone = newProfile(new Browser.NewContextOptions()
                .setLocale("en-US")
                .setViewportSize(390, 844)
                .setHasTouch(true))) {
            walk.all();
            Page page = phone.newPage();
            page.addInitScript(LONG_PRESS);
            page.navigate(url() + "#/BTCUSDT/1m");
            page.waitForSelector(".candle-plot[data-state=live]");
            page.waitForFunction("() => document.querySelector('.newest').hidden");
            BoundingBox box = page.locator(".candle-plot").boundingBox();
            CDPSession touch = phone.newCDPSession(page);
            double middle = box.x + box.width / 2 - 20;
            touch(touch, "touchStart", box, middle - 120);
            touch(touch, "touchMove", box, middle);
            touch(touch, "touchMove", box, middle + 140);
            touch(touch, "touchEnd", box);
            page.waitForFunction("() => !document.querySelector('.newest').hidden");
            page.waitForResponse(response -> response.url().contains("&to="), () -> {
                touch(touch, "touchStart", box, middle - 140, middle + 140);
                for (int apart = 140; apart >= 10; apart -= 10) {
                    touch(touch, "touchMove", box, middle - apart, middle + apart);
                }
                touch(touch, "touchEnd", box);
            });
            touch(touch, "touchStart", box, middle);
            touch(touch, "touchEnd", box);
            page.waitForFunction("() => document.querySelector('.legend [data-figure=time]').textContent !== ''");
            String pointedAt = figure(page, "time");
            touch(touch, "touchStart", box, middle);
            page.evaluate("() => rested()");
            touch(touch, "touchMove", box, middle - 100);
            page.waitForFunction(
                    "before => !['', before].includes(document.querySelector('.legend [data-figure=time]').textContent)",
                    pointedAt);
            touch(touch, "touchEnd", box);
        }
        assertNoComplaints();
    }

    /** Fingers at these places from the left, in the middle of the chart's height. */
    private static void touch(CDPSession browser, String type, BoundingBox box, double... places) {
        JsonArray points = new JsonArray();
        for (double x : places) {
            JsonObject point = new JsonObject();
            point.addProperty("x", x);
            point.addProperty("y", box.y + box.height / 2);
            point.addProperty("id", points.size());
            points.add(point);
        }
        JsonObject event = new JsonObject();
        event.addProperty("type", type);
        event.add("touchPoints", points);
        browser.send("Input.dispatchTouchEvent", event);
    }

    private static String figure(Page page, String name) {
        return page.locator(".legend [data-figure=" + name + "]").textContent();
    }
}
