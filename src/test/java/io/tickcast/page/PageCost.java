package io.tickcast.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The costs of the page for a browser, by the browser's own account. No test, and not run as one:
 * {@code mvn -o test -Dtest=PageCost -DcostSeconds=180}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class PageCost extends WithBrowser {
    private static final int SECONDS = Integer.getInteger("costSeconds", 180);
    private static final int WARM_UP_SECONDS = 10;
    private static final long SECOND = 1_000_000_000;

    /** By name. */
    private record Metrics(Map<String, Double> values) {
        double since(Metrics before, String name) {
            return values.get(name) - before.values.get(name);
        }
    }

    @Test
    void ofAMarketAsItIs() {
        measure(16, 1);
    }

    @Test
    void ofTenTicksASecond() {
        measure(16, 10);
    }

    @Test
    void ofFiveHundredCoins() {
        measure(500, 1);
    }

    @Test
    void ofFiveHundredCoinsWithBells() {
        measure(HttpNode.forPage().alerts(), 500, 1);
    }

    /** From the request for the page to the first price on it, in ms. */
    @Test
    void ofTheFirstPrice() {
        try (HttpNode node = HttpNode.forPage()
                        .set("TICKCAST_SYMBOLS", Walk.symbols(16))
                        .start();
                Walk walk = new Walk(node, 16)) {
            walk.all();
            Page page = profile.newPage();
            page.addInitScript("""
          new MutationObserver(() => {
            const price = document.querySelector('[data-cell=price]')?.textContent
            if (!window.firstPriceAt && /[0-9]/.test(price)) window.firstPriceAt = performance.now()
          }).observe(document, { childList: true, subtree: true, characterData: true })""");
            for (int load = 1; load <= 4; load++) {
                page.navigate("http://127.0.0.1:" + node.port() + "/");
                System.out.printf(
                        "load %d: the first price after %s ms%n",
                        load, page.waitForFunction("() => window.firstPriceAt").jsonValue());
            }
        }
    }

    private void measure(int coins, int perSecond) {
        measure(HttpNode.forPage(), coins, perSecond);
    }

    private void measure(HttpNode.Plan plan, int coins, int perSecond) {
        try (HttpNode node = plan.set("TICKCAST_SYMBOLS", Walk.symbols(coins)).start();
                Walk walk = new Walk(node, coins)) {
            walk.all().at(perSecond);
            Page page = profile.newPage();
            page.addInitScript(
                    "window.long = []; new PerformanceObserver(list => list.getEntries()"
                            + ".forEach(task => long.push(Math.round(task.duration)))).observe({ type: 'longtask', buffered: true })");
            page.navigate("http://127.0.0.1:" + node.port() + "/");
            page.waitForSelector("#connection[data-state=live]");
            CDPSession browser = profile.newCDPSession(page);
            // Time on the processor: on a busy machine a task takes longer than it works.
            JsonObject onProcessor = new JsonObject();
            onProcessor.addProperty("timeDomain", "threadTicks");
            browser.send("Performance.enable", onProcessor);
            pass(WARM_UP_SECONDS);
            Object whileLoading = page.evaluate("() => JSON.stringify(long.splice(0))");
            double heapBefore = heap(browser);
            Metrics before = metrics(browser);
            pass(SECONDS);
            Metrics after = metrics(browser);
            double seconds = after.since(before, "Clock");
            System.out.printf(
                    "%d coins, %d/s, %.0f s: main thread %.2f %% (scripts %.2f, styles %.2f, layout %.2f), "
                            + "heap %.2f MB then %.2f MB, nodes %.0f more, long tasks %s, while loading %s, latency %s%n",
                    coins,
                    perSecond,
                    seconds,
                    share(after, before, "TaskDuration"),
                    share(after, before, "ScriptDuration"),
                    share(after, before, "RecalcStyleDuration"),
                    share(after, before, "LayoutDuration"),
                    heapBefore,
                    heap(browser),
                    after.since(before, "Nodes"),
                    page.evaluate("() => JSON.stringify(long)"),
                    whileLoading,
                    page.locator("#latency .figures").innerText().replace('\n', ' '));
            assertNoComplaints();
        }
    }

    private static double share(Metrics after, Metrics before, String name) {
        return 100 * after.since(before, name) / after.since(before, "Clock");
    }

    private static void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            long end = System.nanoTime() + SECOND;
            Await.until("the second is over", () -> System.nanoTime() > end);
        }
    }

    /** Used heap in MB, after a collection. */
    private static double heap(CDPSession browser) {
        browser.send("HeapProfiler.collectGarbage");
        return metrics(browser).values.get("JSHeapUsedSize") / 1_000_000;
    }

    private static Metrics metrics(CDPSession browser) {
        Map<String, Double> values = new HashMap<>();
        JsonArray metrics = browser.send("Performance.getMetrics").getAsJsonArray("metrics");
        metrics.forEach(metric -> {
            JsonObject entry = metric.getAsJsonObject();
            values.put(entry.get("name").getAsString(), entry.get("value").getAsDouble());
        });
        values.put("Clock", System.nanoTime() / 1e9);
        return new Metrics(values);
    }
}
