package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Ticks;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is cut, lies outside its card or moves while the page loads, at any width. */
class LayoutTest extends WithMarket {
    /** Faults of the page as it is now, in words. */
    private static final String FAULTS = """
      () => {
        const faults = new Set()
        const box = element => element.getBoundingClientRect()
        const all = (selector, root = document) => [...root.querySelectorAll(selector)]
            .filter(element => element.checkVisibility() && box(element).width > 1)
        const name = ({ dataset, className, id, tagName }) =>
            dataset.cell ?? dataset.column ?? (className || id || tagName)
        if (document.documentElement.scrollWidth > innerWidth) faults.add('the page scrolls sideways')
        // On a phone the heads are a strip that scrolls by itself.
        const strip = getComputedStyle(document.querySelector('.heading .row')).display === 'flex'
        const cards = [['#market', strip ? '[data-cell]' : '[data-cell], [data-column]'], ['.card', '*'],
          ['.top', ':scope > *'], ['.bottom', '*']]
        for (const [card, parts] of cards) for (const frame of all(card)) for (const part of all(parts, frame)) {
          if (part.closest('#settings, pre')) continue
          const outside = box(part).left < box(frame).left - .5 || box(part).right > box(frame).right + .5
          if (outside) faults.add(`${name(part)} is outside of ${card}`)
        }
        const texts = '.pair, .base, [data-column], [data-column] button, dt, dd, .moved, #connection, .banner'
        for (const element of all(texts)) {
          if (element.closest('.heading') && (strip || window.spaced)) continue
          if (element.scrollWidth > Math.ceil(box(element).width)) faults.add(`cut: ${element.textContent}`)
        }
        for (const cell of all('[role=cell][data-cell]:not([data-cell=spark], [data-cell=pin])')) {
          const range = document.createRange()
          range.selectNodeContents(cell)
          const text = range.getBoundingClientRect()
          const isCut = text.left < box(cell).left - .5 || text.right > box(cell).right + .5
          if (isCut) faults.add(`cut: ${name(cell)} ${cell.textContent}`)
        }
        for (const row of all('#market .row, .top')) {
          const parts = strip && row.closest('.heading') ? [] : all(':scope > *', row).map(box)
          parts.forEach((one, i) => parts.slice(i + 1).forEach(other => {
            const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left)
            const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
            if (wide > 1 && high > 1) faults.add('parts of a row lie over each other')
          }))
        }
        return [...faults]
      }""";
    /** As WCAG 1.4.12 lets readers do. */
    private static final String SPACED = """
      () => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(`* { letter-spacing: .12em !important; word-spacing: .16em !important;
          line-height: 1.5 !important } p { margin-bottom: 2em !important }`)
        document.adoptedStyleSheets.push(sheet)
        window.spaced = true
      }""";

    private static final String NOTE_SHIFTS = """
      window.shifts = []
      new PerformanceObserver(list => list.getEntries().forEach(({ value, sources }) => shifts.push([value,
        ...sources.map(({ node }) => node?.id || node?.className || node?.nodeName)].join(' '))))
        .observe({ type: 'layout-shift', buffered: true })""";
    private static final double GOOD = 0.1;

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void nothingIsCutOrOutsideItsCardAtAnyWidth(String language) {
        Page page = openMarket();
        page.click("#settings-button");
        page.check("#language-" + language, new Page.CheckOptions().setForce(true));
        page.keyboard().press("Escape");
        page.locator("#gainers [data-mover]").first().waitFor();
        page.waitForFunction("() => /[^\\u2013]/.test(document.querySelector('[data-cell=age]').textContent)");
        assertThat(faultsByWidth(page, 2560)).isEmpty();
    }

    private static Map<Integer, Object> faultsByWidth(Page page, int widest) {
        Map<Integer, Object> faults = new TreeMap<>();
        for (int width = 320; width <= widest; width += 20) {
            page.setViewportSize(width, 900);
            List<?> found = (List<?>) page.evaluate(FAULTS);
            if (!found.isEmpty()) {
                faults.put(width, found);
            }
        }
        return faults;
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "binance,okx"})
    void longPricesFitAtAnyWidth(String exchanges) {
        stopNode();
        start(HttpNode.forPage().alerts().set("TICKCAST_FEED_EXCHANGES", exchanges));
        Page page = openMarket();
        page.waitForSelector("#market[data-alerts=ready]");
        move("BTCUSDT", "123456.12345678");
        awaitText(page, "BTCUSDT", "price", "123456.12345678");
        if (exchanges.contains("okx")) {
            node.report("okx", State.LIVE);
            node.publish(Ticks.builder("BTCUSDT", System.currentTimeMillis(), "23456.12345678")
                    .exchange("okx")
                    .build());
            awaitText(page, "BTCUSDT", "spread", "426.33%");
        }
        assertThat(faultsByWidth(page, 1480)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 800, 1280})
    void noDigitIsCutWhenLettersAreSetWiderApart(int width) {
        Page page = openMarket();
        page.setViewportSize(width, 900);
        page.evaluate("() => { window.narrow = document.getElementById('market').style.getPropertyValue('--digit') }");
        page.evaluate(SPACED);
        page.waitForFunction("() => document.getElementById('market').style.getPropertyValue('--digit') !== narrow");
        assertThat((List<?>) page.evaluate(FAULTS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"390, 844, true", "390, 844, false", "1280, 800, true", "1280, 800, false"})
    void littleMovesWhileThePageLoads(int width, int height, boolean demo) {
        if (demo) {
            stopNode();
            start(HttpNode.forPage().demo());
        }
        walk.all();
        Page page = profile.newPage();
        page.setViewportSize(width, height);
        page.addInitScript(NOTE_SHIFTS);
        page.navigate(url());
        page.waitForSelector("#connection[data-state=live]");
        page.locator("#gainers [data-mover]").first().waitFor();
        assertLittleMoved(page);
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1280})
    void littleMovesWhenTheDigitsOfPricesAreKnown(int width) {
        TickSizes.tell(node, "binance", Walk.tickSizes());
        walk.all();
        Page page = profile.newPage();
        page.setViewportSize(width, 844);
        page.addInitScript(NOTE_SHIFTS);
        page.navigate(url());
        page.waitForFunction("() => document.getElementById('market')?.style.getPropertyValue('--places') === '5'");
        page.locator("#gainers [data-mover]").first().waitFor();
        assertLittleMoved(page);
    }

    @Test
    void littleMovesWhenTheFirstPriceComesLate() {
        Page page = profile.newPage();
        page.addInitScript(NOTE_SHIFTS);
        page.navigate(url());
        page.waitForSelector(".notice");
        walk.all();
        page.waitForFunction("() => !document.querySelector('.notice')");
        page.locator("#gainers [data-mover]").first().waitFor();
        assertLittleMoved(page);
    }

    private static void assertLittleMoved(Page page) {
        // Shifts are told after the frame in which they were.
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))");
        List<?> shifts = (List<?>) page.evaluate("() => shifts");
        double sum = shifts.stream()
                .mapToDouble(shift -> Double.parseDouble(shift.toString().split(" ")[0]))
                .sum();
        assertThat(sum).as("%s", shifts).isLessThan(GOOD);
    }
}
