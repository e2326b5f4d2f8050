package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;

/** Language, theme, colours and sound: by the browser at first, then by choice, and kept. */
class ChoicesTest extends WithMarket {
    @Test
    void theLanguageIsTheBrowsersUntilOneIsChosen() {
        try (BrowserContext chinese = newProfile(new Browser.NewContextOptions().setLocale("zh-CN"))) {
            Page page = openMarket(chinese);
            assertThat(page.locator("#connection").innerText()).isEqualTo("实时");
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo("zh-CN");
            page.click("#settings-button");
            page.check("#language-en", new Page.CheckOptions().setForce(true));
            assertThat(page.locator("#connection").innerText()).isEqualTo("Live");
            assertThat(cell(page, "BTCUSDT", "coin").innerText()).contains("Bitcoin");
            page.reload();
            page.waitForSelector("#connection[data-state=live]");
            assertThat(page.locator("#connection").innerText()).isEqualTo("Live");
        }
        Page page = openMarket();
        assertThat(page.locator("[data-column=price]").innerText()).isEqualTo("Price");
        page.click("#settings-button");
        page.check("#language-zh", new Page.CheckOptions().setForce(true));
        assertThat(page.locator("[data-column=price]").innerText()).isEqualTo("价格");
        assertNoComplaints();
    }

    @Test
    void theThemeIsTheSystemsUntilOneIsChosen() {
        Page page = openMarket();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(isDark(page)).isTrue();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(isDark(page)).isFalse();
        page.click("#settings-button");
        page.check("#theme-dark", new Page.CheckOptions().setForce(true));
        assertThat(isDark(page)).isTrue();
        page.reload();
        assertThat(isDark(page)).isTrue();
        assertNoComplaints();
    }

    private static boolean isDark(Page page) {
        return (boolean) page.evaluate("() => parseInt(getComputedStyle(document.documentElement).backgroundColor"
                + ".match(/\\d+/)[0]) < 100");
    }

    @Test
    void risingPricesAreGreenOrRed() {
        Page page = openMarket();
        move("BTCUSDT", "96000.00000000", "2.500");
        awaitText(page, "BTCUSDT", "price", "96000.00000000");
        String green = colour(page);
        page.click("#settings-button");
        page.check("#colours-red", new Page.CheckOptions().setForce(true));
        String red = colour(page);
        assertThat(red).isNotEqualTo(green);
        move("BTCUSDT", "95000.00000000", "-2.500");
        awaitText(page, "BTCUSDT", "price", "95000.00000000");
        assertThat(colour(page)).isEqualTo(green);
        page.reload();
        assertThat(page.locator("#colours-red").isChecked()).isTrue();
    }

    private static String colour(Page page) {
        return (String) page.evaluate("() => getComputedStyle(document.querySelector("
                + "'[data-symbol=BTCUSDT] [data-cell=change]')).color");
    }

    @Test
    void soundIsOffUntilItIsTurnedOnAndHasItsOwnThreshold() {
        Page page = profile.newPage();
        page.addInitScript("window.tones = 0; const start = OscillatorNode.prototype.start;"
                + "OscillatorNode.prototype.start = function (...when) { window.tones++; start.apply(this, when) }");
        page.navigate(url());
        page.waitForSelector("#connection[data-state=live]");
        move("BTCUSDT", "100.00");
        move("BTCUSDT", "150.00");
        awaitText(page, "BTCUSDT", "price", "150.00");
        assertThat(page.evaluate("() => tones")).isEqualTo(0);
        page.click("#settings-button");
        assertThat(page.locator("#threshold").isDisabled()).isTrue();
        page.check("#sound");
        page.fill("#threshold", "20");
        page.keyboard().press("Tab");
        // The tone of turning it on is over, and with it the pause after each.
        page.waitForFunction("since => performance.now() > since + 400", page.evaluate("() => performance.now()"));
        int before = (int) page.evaluate("() => tones");
        move("BTCUSDT", "151.00");
        move("BTCUSDT", "160.00");
        awaitText(page, "BTCUSDT", "price", "160.00");
        assertThat(page.evaluate("() => tones")).isEqualTo(before);
        move("BTCUSDT", "300.00");
        page.waitForFunction("before => tones === before + 1", before);
        // An hour later no price has moved within a minute, however far it is from the last one.
        page.waitForFunction("since => performance.now() > since + 400", page.evaluate("() => performance.now()"));
        page.evaluate("() => { const now = Date.now; Date.now = () => now() + 3600000 }");
        move("BTCUSDT", "900.00");
        awaitText(page, "BTCUSDT", "price", "900.00");
        assertThat(page.evaluate("() => tones")).isEqualTo(before + 1);
        move("BTCUSDT", "300.00");
        page.waitForFunction("before => tones === before + 2", before);
        page.fill("#threshold", "0");
        page.keyboard().press("Tab");
        assertThat(page.inputValue("#threshold")).isEqualTo("20");
    }

    @Test
    void whereNothingCanSoundThePricesComeAllTheSame() {
        profile.addInitScript("delete window.AudioContext");
        Page page = openMarket();
        page.click("#settings-button");
        page.check("#sound");
        move("BTCUSDT", "100.00");
        move("BTCUSDT", "900.00");
        awaitText(page, "BTCUSDT", "price", "900.00");
        assertNoComplaints();
    }

    @Test
    void nothingOfWhatIsStoredCanBreakThePage() {
        Page page = openMarket();
        for (String stored :
                new String[] {"{", "null", "7", "{\"theme\":7,\"favourites\":[1],\"sortBy\":\"__proto__\"}"}) {
            page.evaluate("stored => localStorage.setItem('tickcast', stored)", stored);
            page.reload();
            awaitText(page, "BTCUSDT", "rank", "1");
        }
        assertNoComplaints();
    }
}
