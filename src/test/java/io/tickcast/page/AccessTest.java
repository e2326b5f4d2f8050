package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.tickcast.market.FeedState.State;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page without a mouse, without good eyes, and on screens of all sizes. */
class AccessTest extends WithMarket {
    /** Texts with less contrast to their background than WCAG AA requires. */
    private static final String FAINT = """
      () => {
        const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
        const lay = colour => { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1) }
        const read = () => [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3)
        const light = rgb => rgb.map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0)
        const faint = []
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement
          if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue
          if (element.closest('.pin, .unseen, noscript')) continue
          const behind = []
          for (let at = element; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor)
          pen.clearRect(0, 0, 1, 1)
          behind.forEach(lay)
          const ground = light(read())
          lay(getComputedStyle(element).color)
          const ink = light(read())
          const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)
          if (ratio < 4.5) faint.push(`${walker.currentNode.data}: ${ratio.toFixed(2)} in ${element.className}`)
        }
        return faint
      }""";

    @Test
    void rolesAndNamesAreSane() {
        Page page = openMarket();
        Locator table = page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Market"));
        assertThat(table.getByRole(AriaRole.COLUMNHEADER).allInnerTexts()).hasSize(10);
        assertThat(table.getByRole(AriaRole.ROWHEADER).count()).isEqualTo(COINS);
        // The heads are a row too.
        assertThat(table.getByRole(AriaRole.ROW).count()).isEqualTo(COINS + 1);
        assertThat(row(page, "BTCUSDT").getByRole(AriaRole.CELL).count()).isEqualTo(9);
        assertThat(page.getByRole(AriaRole.STATUS).innerText()).isEqualTo("Live");
        for (String button : List.of("Settings", "Favourite: BTC", "BTC/USDT Bitcoin", "Change in 24 h", "Rank")) {
            assertThat(page.getByRole(
                                    AriaRole.BUTTON,
                                    new Page.GetByRoleOptions().setName(button).setExact(true))
                            .count())
                    .as(button)
                    .isEqualTo(1);
        }
        assertThat(page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Search coins"))
                        .count())
                .isOne();
        for (String heading : List.of("Tickcast", "Gainers", "Losers", "Exchange to your screen")) {
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(heading))
                            .count())
                    .as(heading)
                    .isOne();
        }
        page.click("#settings-button");
        assertThat(page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Settings"))
                        .isVisible())
                .isTrue();
        assertThat(page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Theme"))
                        .getByRole(AriaRole.RADIO)
                        .count())
                .isEqualTo(3);
        assertThat(page.getByRole(AriaRole.SWITCH, new Page.GetByRoleOptions().setName("Sound when a price moves"))
                        .isChecked())
                .isFalse();
        page.keyboard().press("Escape");
        assertThat(page.locator("#settings").isVisible()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1280, ''", "390, ''", "1280, shib"})
    void axeFindsNothing(int width, String search) {
        Page page = openMarket();
        page.setViewportSize(width, 900);
        walk.feed(State.STALE);
        page.waitForSelector("[data-banner=stale]");
        if (search.isEmpty()) {
            row(page, "BTCUSDT").locator(".open").click();
            page.locator("#detail-BTCUSDT canvas").waitFor();
        } else {
            page.fill("#search", search);
            page.waitForSelector(".notice");
        }
        assertThat(Axe.violations(page)).isEmpty();
        assertNoComplaints();
    }

    @Test
    void nothingIsReadOutButTheState() {
        Page page = openMarket();
        assertThat(page.locator("[aria-live], [role=status], [role=alert], [role=log]")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theKeyboardReachesAll() {
        Page page = openMarket();
        page.locator("[data-column=age] button").focus();
        page.keyboard().press("Tab");
        assertThat(focused(page)).isEqualTo("Favourite: BTC");
        page.keyboard().press("Space");
        page.waitForSelector("[data-symbol=BTCUSDT] .pin[aria-pressed=true]");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        page.locator("#detail-BTCUSDT canvas").waitFor();
        page.keyboard().press("Escape");
        assertThat(page.locator("#detail-BTCUSDT").count()).isZero();
        page.keyboard().press("Enter");
        page.locator("#detail-BTCUSDT canvas").waitFor();
        page.keyboard().press("Tab");
        assertThat(focused(page)).isEqualTo("5 min");
        page.keyboard().press("Escape");
        assertThat(page.locator("#detail-BTCUSDT").count()).isZero();
        assertThat(focused(page)).isEqualTo("BTC/USDT Bitcoin");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Space");
        page.locator("#detail-ETHUSDT canvas").waitFor();
        page.keyboard().press("End");
        assertThat(focused(page)).isEqualTo("FIL/USDT Filecoin");
        page.keyboard().press("f");
        page.waitForSelector("[data-symbol=FILUSDT] .pin[aria-pressed=true]");
        assertThat(focused(page)).isEqualTo("FIL/USDT Filecoin");
        page.keyboard().press("/");
        assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("search");
        page.locator("[data-column=price] button").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("[data-column=price]").getAttribute("aria-sort"))
                .isEqualTo("descending");
    }

    private static String focused(Page page) {
        return (String) page.evaluate("() => document.activeElement.ariaLabel ?? document.activeElement.textContent");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void textStandsOutFromWhatIsBehindIt(ColorScheme scheme) {
        Page page = openMarket();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        row(page, "BTCUSDT").locator(".open").click();
        page.click("#developers summary");
        page.evaluate("() => document.getElementById('settings').showPopover()");
        page.evaluate("() => document.querySelectorAll('[data-cell=price]').forEach((cell, i) => "
                + "cell.setAttribute('data-flash', i % 2 ? 'up' : 'down'))");
        assertThat((List<?>) page.evaluate(FAINT)).isEmpty();
        row(page, "ETHUSDT").hover();
        walk.feed(State.STALE);
        page.waitForSelector("[data-banner=stale]");
        assertThat((List<?>) page.evaluate(FAINT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 700, 820, 1180, 1440, 2560, 3840})
    void nothingSticksOutOfThePage(int width) {
        Page page = openMarket();
        page.setViewportSize(width, 900);
        row(page, "BTCUSDT").locator(".open").click();
        page.click("#settings-button");
        assertThat((boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .isTrue();
        Object cut = page.evaluate("() => [...document.querySelectorAll('[data-cell=price], [data-cell=change], "
                + "[data-cell=high], [data-cell=low], #connection')].filter(cell => cell.scrollWidth > cell.clientWidth + 1 "
                + "|| cell.getBoundingClientRect().right > innerWidth).map(cell => cell.outerHTML)");
        assertThat((List<?>) cut).isEmpty();
    }

    @Test
    void whoWantsNoMotionGetsNoFlash() {
        Page page = openMarket();
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        page.evaluate("() => document.querySelector('[data-cell=price]').setAttribute('data-flash', 'up')");
        assertThat(page.evaluate("() => getComputedStyle(document.querySelector('[data-cell=price]')).backgroundColor"))
                .isEqualTo("rgba(0, 0, 0, 0)");
    }

    @Test
    void thePolicyIsKept() {
        Page page = profile.newPage();
        page.addInitScript("window.breaches = []; addEventListener('securitypolicyviolation', "
                + "event => breaches.push(event.violatedDirective + ' ' + event.sourceFile))");
        walk.all();
        page.navigate(url());
        row(page, "BTCUSDT").locator(".open").click();
        page.click("#settings-button");
        page.check("#theme-dark", new Page.CheckOptions().setForce(true));
        page.check("#language-zh", new Page.CheckOptions().setForce(true));
        page.locator("#detail-BTCUSDT canvas").waitFor();
        page.locator("#detail-BTCUSDT canvas").hover(new Locator.HoverOptions().setForce(true));
        assertThat((List<?>) page.evaluate("() => breaches")).isEmpty();
        assertNoComplaints();
    }
}
