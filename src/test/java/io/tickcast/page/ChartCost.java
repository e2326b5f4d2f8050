package io.tickcast.page;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import io.tickcast.testing.HttpNode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The evenness of the frames of a chart, by the browser's own account. No test, and not run as one:
 * {@code mvn -o test -Dtest=ChartCost}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ChartCost extends WithCandles {
    private static final int SHOWN = 1_000;
    private static final int MOVES = 300;
    private static final String NOTE_FRAMES = """
      window.long = []
      new PerformanceObserver(list => list.getEntries().forEach(task => long.push(Math.round(task.duration))))
        .observe({ type: 'longtask', buffered: true })
      window.frames_ = []
      window.works = []
      const ask = window.requestAnimationFrame
      window.requestAnimationFrame = action => ask(time => {
        const begun = performance.now()
        action(time)
        works.push(performance.now() - begun)
      })
      const note = time => { frames_.push(time); ask(note) }
      ask(note)""";

    @Test
    void ofAThousandCandlesThatMove() {
        startWithCandles(HttpNode.forPage());
        minutes(3 * SHOWN);
        Page page = profile.newPage();
        page.setViewportSize(1_920, 1_080);
        page.addInitScript(NOTE_FRAMES);
        walk.all().at(4);
        page.navigate(url() + "#/BTCUSDT/1m");
        page.waitForSelector(".candle-plot[data-state=live]");
        BoundingBox box = page.locator(".candle-plot").boundingBox();
        double right = box.x + box.width - 150;
        double y = box.y + box.height / 2;
        page.mouse().move(right, y);
        // From 8 pixels a candle to about one.
        for (int i = 0; i < 8; i++) {
            page.mouse().wheel(0, 120);
        }
        page.waitForTimeout(1_000);
        page.evaluate("() => { long.length = frames_.length = works.length = 0 }");
        page.mouse().down();
        for (int i = 0; i < MOVES; i++) {
            page.mouse().move(right - 200 + 200 * Math.cos(i / 20.0), y);
            node.publish(builder(now)
                    .prices("100.00", "101.00", "99.00", "100.%02d".formatted(i % 99))
                    .build());
        }
        page.mouse().up();
        System.out.println("chart: " + page.evaluate("""
            () => {
              const rank = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)]?.toFixed(1)
              const gaps = frames_.slice(1).map((time, i) => time - frames_[i])
              return `${gaps.length} frames, between two ${rank(gaps, .5)} ms (median), ${rank(gaps, .99)} ms (p99); ` +
                `scripts of a frame ${rank(works, .5)} ms (median), ${rank(works, .99)} ms (p99), ` +
                `${rank(works, .9999)} ms (longest); tasks over 50 ms: ${JSON.stringify(long)}`
            }"""));
        assertNoComplaints();
    }
}
