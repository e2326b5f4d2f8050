package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Ticks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the documentation show live prices as they stand, on a server of their own. */
class ClientDocTest extends WithBrowser {
    private static final Pattern PAGE = Pattern.compile("```html\\n(.*?)```", Pattern.DOTALL);
    private static final int MOST_LINES = 20;

    private static List<String> pages() throws IOException {
        return PAGE.matcher(Files.readString(Path.of("docs/client.md")))
                .results()
                .map(page -> page.group(1))
                .toList();
    }

    private static Tick tick(String symbol, long time, String price) {
        TickBuilder tick = Ticks.builder(symbol, time, price);
        Ticks.set(tick, DecimalField.CHANGE_24H, "2.50");
        return tick.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aPageShowsLivePrices(int number) throws IOException {
        String text = pages().get(number);
        assertThat(text.lines().count()).isLessThanOrEqualTo(MOST_LINES);
        try (HttpNode node = HttpNode.forPage().start();
                StreamServer server =
                        StreamServer.of(text.replace("http://localhost:5000", "http://127.0.0.1:" + node.port()))) {
            TickSizes.tell(node, "binance", Map.of("BTCUSDT", 2));
            node.hold(tick("BTCUSDT", 1, "950.10"), tick("ETHUSDT", 1, "32.20"));
            Page page = open(server.url());
            awaitRow(page, 0, "BTCUSDT", "950.10", "2.50");
            awaitRow(page, 1, "ETHUSDT", "32.20", "2.50");
            node.publish(tick("BTCUSDT", 2, "950.20"));
            awaitRow(page, 0, "BTCUSDT", "950.20", "2.50");
            node.publish(tick("BTCUSDT", 3, "950.30000000"));
            page.waitForFunction("() => document.querySelector('td:nth-child(2)').innerText === '950.30'");
            assertThat(page.locator("tr").count()).isEqualTo(2);
            assertThat(page.locator("p").innerText()).isEqualToIgnoringCase("stale");
            assertNoComplaints();
        }
    }

    private static void awaitRow(Page page, int row, String... texts) {
        page.waitForFunction("""
        ([row, ...texts]) => {
          const shown = document.querySelectorAll('tr')[row]?.innerText
          return shown && texts.every(text => shown.includes(text))
        }""", List.of(row, texts[0], texts[1], texts[2]));
    }

    @Test
    void thereAreTwoPages() throws IOException {
        assertThat(pages()).hasSize(2);
    }
}
