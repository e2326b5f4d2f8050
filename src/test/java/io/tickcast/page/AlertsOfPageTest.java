package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's alerts at a node that keeps them, compares them with prices and streams what fires. */
class AlertsOfPageTest extends WithMarket {
    @BeforeEach
    @Override
    void startNode() {
        start(HttpNode.forPage().alerts());
    }

    private static void setAlert(Page page, String symbol, String price) {
        row(page, symbol).locator(".bell").click();
        page.fill("#alert-price", price);
        page.click("#alert-form [type=submit]");
        row(page, symbol).locator(".bell[data-count='1']").waitFor();
    }

    @Test
    void anAlertThatIsSetOnThePageFiresOnIt() {
        TickSizes.tell(node, "binance", Walk.tickSizes());
        Page page = openMarket();
        setAlert(page, "BTCUSDT", "200000");
        move("BTCUSDT", "199999.00000000");
        awaitText(page, "BTCUSDT", "price", "199999.00");
        assertThat(page.locator(".fired").count()).isZero();
        move("BTCUSDT", "200000.50000000");
        page.waitForSelector(".fired");
        assertThat(page.locator(".fired .what").textContent()).isEqualTo("BTC/USDT above 200000");
        assertThat(page.locator(".fired p").textContent()).startsWith("200000.50 \u00b7 binance \u00b7 price ");

        page.reload();
        page.click("#alerts-button");
        page.waitForSelector("[data-state=fired]");
        assertThat(page.locator(".rules .told").textContent())
                .matches("Fired · Once · fired 1× · last \\d\\d:\\d\\d:\\d\\d");
        page.locator(".acts button").first().click();
        page.waitForSelector("[data-state=armed]");
        page.locator(".acts button").first().click();
        page.click(".acts .sure");
        page.waitForCondition(() -> page.locator(".rules").count() == 0);
        assertNoComplaints();
    }

    @Test
    void strangersSeeNoBellsAndNothingAsksForThem() {
        profile.close();
        profile = newProfile(
                new Browser.NewContextOptions().setExtraHTTPHeaders(Map.of("X-Forwarded-For", "203.0.113.7")));
        Page page = openMarket();
        page.waitForSelector("#gainers [data-mover]");
        assertThat(page.locator(".bell, #alerts-button, #alert-notices").count())
                .isZero();
        assertNoComplaints();
    }

    @Test
    void aCookieIsEnoughForAlerts(@TempDir Path folder) throws IOException {
        stopNode();
        Issuer issuer = Issuer.ec("alerts", 256);
        Path keys = Files.writeString(folder.resolve("keys.json"), Issuer.jwks(issuer));
        start(HttpNode.forPage()
                .alerts()
                .askingForTokens()
                .set("TICKCAST_AUTH_JWT_KEY_FILE", keys.toString())
                .set("TICKCAST_AUTH_JWT_COOKIE", "session"));
        profile.addCookies(List.of(new Cookie("session", issuer.token()).setUrl(url())));
        Page page = openMarket();
        setAlert(page, "ETHUSDT", "5000");
        move("ETHUSDT", "5000.50000000");
        page.waitForSelector(".fired");
        assertNoComplaints();
    }
}
