package io.tickcast.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pictures of the page, to be looked at. No test, and not run as one:
 * {@code mvn test -Dtest=Screenshots}, into {@code target/screenshots}; {@code -DscreenshotDir} says where else,
 * {@code -DscreenshotSeconds} how long the lines in them grow first, and {@code -DscreenshotNames} is a regular
 * expression of those that are wanted.
 */
class Screenshots extends WithBrowser {
    private static final Path DIRECTORY = Path.of(System.getProperty("screenshotDir", "target/screenshots"));
    private static final String NAMES = System.getProperty("screenshotNames", ".*");
    private static final int SECONDS = Integer.getInteger("screenshotSeconds", 60);

    private final List<Shot> shots = new ArrayList<>();

    private record Shot(String name, Page page, Consumer<Page> arranged) {}

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    @SuppressWarnings("try")
    void takeThem() {
        try (HttpNode node = HttpNode.forPage()
                        .candles()
                        .alerts()
                        .set("TICKCAST_SYMBOLS", Walk.symbols(16))
                        .start();
                HttpNode many = HttpNode.forPage()
                        .set("TICKCAST_SYMBOLS", Walk.symbols(500))
                        .start();
                HttpNode empty = HttpNode.forPage()
                        .set("TICKCAST_SYMBOLS", Walk.symbols(16))
                        .start();
                HttpNode demo = HttpNode.forPage()
                        .set("TICKCAST_SYMBOLS", Walk.symbols(16))
                        .demo()
                        .start();
                HttpNode leaving = HttpNode.forPage()
                        .set("TICKCAST_SYMBOLS", Walk.symbols(16))
                        .start();
                Walk market = new Walk(node, 16).at(1);
                Walk silent = new Walk(empty, 16);
                Walk shown = new Walk(demo, 16).at(1);
                Walk lost = new Walk(leaving, 16).at(1);
                Walk crowd = new Walk(many, 500).at(1)) {
            List.of(node, demo, leaving).forEach(each -> TickSizes.tell(each, "binance", Walk.tickSizes()));
            Await.until(
                    "the node writes candles",
                    () -> node.status()
                            .getJsonObject("history")
                            .getString("state")
                            .equals("writer"));
            market.all().past(3_000);
            setAlerts(node);
            List<String> pinned = List.of("ETHUSDT", "SOLUSDT");
            for (String theme : List.of("light", "dark")) {
                for (String language : List.of("en", "zh")) {
                    plan(
                            "desktop-" + theme + '-' + language,
                            node,
                            1440,
                            900,
                            theme,
                            language,
                            page -> pin(page, pinned));
                    plan("phone-" + theme + '-' + language, node, 360, 780, theme, language, page -> pin(page, pinned));
                }
                plan("chart-" + theme, node, 1440, 1000, theme, "en", page -> open(page, "BTCUSDT"));
                plan("settings-" + theme, node, 1440, 700, theme, "en", page -> page.click("#settings-button"));
                plan("alert-form-" + theme, node, 1280, 800, theme, "en", Screenshots::alertForm);
                plan("alerts-" + theme, node, 1280, 800, theme, "en", Screenshots::alertList);
            }
            plan("alert-form-phone", node, 360, 780, "dark", "zh", Screenshots::alertForm);
            plan("alerts-phone", node, 360, 780, "dark", "zh", Screenshots::alertList);
            plan("chart-phone", node, 360, 900, "dark", "zh", page -> open(page, "SOLUSDT"));
            plan("settings-phone", node, 360, 780, "light", "zh", page -> page.click("#settings-button"));
            plan("laptop", node, 1280, 720, "dark", "en", page -> sort(page, "change"));
            plan("tablet", node, 820, 1180, "light", "en", page -> sort(page, "volume"));
            plan("wide-4k", node, 3840, 2160, "dark", "en", page -> open(page, "ETHUSDT"));
            plan(
                    "red-up",
                    node,
                    1440,
                    900,
                    "light",
                    "zh",
                    page -> page.evaluate(
                            "localStorage.tickcast = JSON.stringify({colours: 'red'}); dispatchEvent(new StorageEvent('storage', "
                                    + "{key: 'tickcast'}))"));
            plan("no-match", node, 1440, 500, "dark", "en", page -> page.fill("#search", "shib"));
            plan("focus", node, 1440, 700, "light", "en", Screenshots::focus);
            plan("developers", node, 1440, 1100, "light", "en", Screenshots::developers);
            plan("demo", demo, 1440, 500, "light", "en", page -> {});
            plan("empty", empty, 1440, 500, "dark", "en", page -> {});
            plan("many", many, 1440, 900, "dark", "en", page -> sort(page, "change"));
            // The last of this node: other pages would show what fires, too.
            plan("alert-fired", node, 1280, 700, "light", "en", page -> fire(page, node));
            plan("alert-fired-phone", node, 360, 780, "dark", "zh", page -> fire(page, node));
            Page back = page("dark", "en", 1440, 500);
            back.navigate(at(leaving));
            back.waitForSelector("[data-live=true]");
            grow(SECONDS);
            shots.forEach(this::take);
            shots.clear();
            Page loading = page("light", "en", 1440, 600);
            loading.route("**/api/sse/prices**", route -> {});
            loading.navigate(at(node));
            take(new Shot("loading", loading, page -> {}));

            // A page has no line from before it was opened.
            List<Page> witnesses = List.of(
                    page("dark", "en", 1440, 700), page("light", "zh", 1440, 700), page("light", "en", 360, 780));
            witnesses.forEach(page -> page.navigate(at(node)));
            grow(8);
            market.feed(State.STALE);
            for (Page page : witnesses) {
                String name = "stale-" + (1 + witnesses.indexOf(page));
                shots.add(new Shot(name, page, Screenshots::awaitStale));
            }
            Await.result(leaving.drain());
            leaving.close();
            back.waitForSelector("#connection[data-state=reconnecting]");
            back.waitForSelector("[data-banner=reconnecting]");
            shots.add(new Shot("reconnecting", back, page -> {}));
            shots.forEach(this::take);
        }
    }

    private static void grow(int seconds) {
        for (int i = 0; i < seconds; i++) {
            long end = System.nanoTime() + 1_000_000_000L;
            Await.until("the second is over", () -> System.nanoTime() > end);
        }
    }

    private Page page(String theme, String language, int width, int height) {
        BrowserContext context = newProfile(new Browser.NewContextOptions()
                .setLocale(language.equals("zh") ? "zh-CN" : "en-US")
                .setColorScheme(theme.equals("dark") ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setReducedMotion(ReducedMotion.NO_PREFERENCE)
                .setViewportSize(width, height));
        return context.newPage();
    }

    private void plan(
            String name, HttpNode node, int width, int height, String theme, String language, Consumer<Page> arranged) {
        if (!name.matches(NAMES)) {
            return;
        }
        Page page = page(theme, language, width, height);
        page.navigate(at(node));
        shots.add(new Shot(name, page, arranged));
    }

    private static String at(HttpNode node) {
        return "http://127.0.0.1:" + node.port() + "/";
    }

    private void take(Shot shot) {
        shot.page.bringToFront();
        shot.arranged.accept(shot.page);
        shot.page.waitForTimeout(700);
        shot.page.screenshot(new Page.ScreenshotOptions().setPath(DIRECTORY.resolve(shot.name + ".png")));
        shot.page.context().close();
    }

    private static void pin(Page page, List<String> symbols) {
        symbols.forEach(
                symbol -> page.locator("[data-symbol=" + symbol + "] .pin").click());
    }

    private static void open(Page page, String symbol) {
        page.locator("[data-symbol=" + symbol + "] .open").click();
    }

    private static void setAlerts(HttpNode node) {
        for (String alert : List.of(
                "\"ETHUSDT\", \"when\": {\"above\": \"1\"}, \"note\": \"sell half\"",
                "\"SOLUSDT\", \"when\": {\"moves\": \"2.5\", \"within\": \"15m\"}, \"repeat\": \"rearm\"",
                "\"BTCUSDT\", \"when\": {\"below\": \"80000\"}",
                "\"BTCUSDT\", \"when\": {\"crosses\": \"100000\"}, \"repeat\": \"rearm\", "
                        + "\"deliver\": [{\"webhook\": \"https://hooks.example/prices\"}]")) {
            node.post("/api/alerts", "{\"symbol\": " + alert + "}");
        }
    }

    private static void alertForm(Page page) {
        page.locator("[data-symbol=BTCUSDT] .bell").click();
        page.click("#alert-form summary");
        page.fill("#alert-price", "");
        page.click("#alert-form [type=submit]");
    }

    private static void alertList(Page page) {
        page.click("#alerts-button");
        page.waitForSelector(".rules");
    }

    private static void fire(Page page, HttpNode node) {
        node.post("/api/alerts", "{\"symbol\": \"BTCUSDT\", \"when\": {\"above\": \"1\"}, \"note\": \"sell half\"}");
        node.post("/api/alerts", "{\"symbol\": \"SOLUSDT\", \"when\": {\"above\": \"1\"}}");
        page.waitForSelector(".fired:nth-child(2)");
    }

    private static void sort(Page page, String column) {
        Locator head = page.locator("[data-column=" + column + "] button");
        head.click();
        page.mouse().move(0, 0);
    }

    private static void focus(Page page) {
        page.locator("[data-column=price] button").focus();
        page.keyboard().press("Tab");
        page.locator("[data-symbol=BTCUSDT] .open").focus();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowDown");
    }

    private static void developers(Page page) {
        page.locator("#developers summary").click();
        page.locator("#developers").scrollIntoViewIfNeeded();
    }

    private static void awaitStale(Page page) {
        page.waitForSelector("[data-banner=stale]");
    }
}
