package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Ticks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Live prices as state of React. */
class RealtimePriceHookTest extends WithBrowser {
    private static final String SHOW = """
      async options => {
        const { createRealtimePriceHook } = await import('/client/create-realtime-price-hook.js')
        const useRealtimePrice = createRealtimePriceHook(React)
        const h = React.createElement
        window.renders = 0
        function Prices() {
          const [chosen, choose] = React.useState(JSON.parse(options))
          const live = useRealtimePrice({ ...chosen })
          Object.assign(window, { choose, live, renders: renders + 1 })
          const row = price => [price.symbol, live.formatPrice(price), live.formatChange(price),
            live.isPriceJustUpdated(price.symbol)].join(' ')
          return h('p', null, [live.sseStatusText, ...Object.values(live.realtimePrices).map(row)].join(', '))
        }
        window.root = ReactDOM.createRoot(document.body.appendChild(document.createElement('div')))
        root.render(h(React.StrictMode, null, h(Prices)))
      }""";

    private final HttpNode node = HttpNode.forPage()
            .set("TICKCAST_SYMBOLS", "BTCUSDT,ETHUSDT,SOLUSDT")
            .start();
    private Page page;

    @BeforeEach
    void open() throws IOException {
        node.hold(tick("BTCUSDT", 1, "95000.00"), tick("ETHUSDT", 1, "3300.00"), tick("SOLUSDT", 1, "142.00"));
        page = openBlank(node.port());
        for (String library : List.of("react/18.3.1/umd/react", "react-dom/18.3.1/umd/react-dom")) {
            try (InputStream in = RealtimePriceHookTest.class.getResourceAsStream(
                    "/META-INF/resources/webjars/" + library + ".development.js")) {
                page.addScriptTag(new Page.AddScriptTagOptions()
                        .setContent(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static Tick tick(String symbol, long time, String price) {
        TickBuilder tick = Ticks.builder(symbol, time, price);
        Ticks.set(tick, DecimalField.CHANGE_24H, "2.50");
        return tick.build();
    }

    private void awaitText(String text) {
        page.waitForFunction("text => document.body.innerText.includes(text)", text);
    }

    private void awaitNoText(String text) {
        page.waitForFunction("text => !document.body.innerText.includes(text)", text);
    }

    @Test
    void aComponentShowsPricesFromItsMountingToItsUnmounting() {
        page.evaluate(SHOW, "{\"symbols\":\"BTCUSDT\",\"flash\":3600000,\"locale\":\"en\"}");
        awaitText("Stale, BTCUSDT 95,000.00 +2.50% false");
        node.publish(tick("BTCUSDT", 2, "95000.50"));
        awaitText("BTCUSDT 95,000.50 +2.50% true");
        assertThat(page.evaluate("() => live.getRealtimePrice('BTC').text.price"))
                .isEqualTo("95000.50");
        assertThat(page.evaluate("() => live.sseConnected && live.getChangeStyle(2).color"))
                .isEqualTo("var(--price-green, #15803d)");

        page.evaluate("() => root.unmount()");
        node.awaitClients(0);
        assertNoComplaints();
    }

    @Test
    void aDisconnectDropsThePrices() {
        page.evaluate(SHOW, "{\"symbols\":\"BTCUSDT\",\"locale\":\"en\"}");
        awaitText("Stale, BTCUSDT 95,000.00");
        page.evaluate("() => live.disconnectSSE()");
        awaitText("Offline");
        awaitNoText("BTCUSDT");
        page.evaluate("() => live.connectSSE()");
        awaitText("Stale, BTCUSDT 95,000.00");
    }

    @Test
    void namesThatWereRefusedWithAnotherAreAskedForAgain() {
        page.evaluate(SHOW, "{\"symbols\":\"BTCUSDT\",\"shared\":false}");
        awaitText("BTCUSDT 95,000.00");
        page.evaluate("() => choose({ symbols: 'BTCUSDT,SOLUSDT,?', shared: false })");
        page.waitForFunction("() => live.sseError?.status === 400");
        page.evaluate("() => choose({ symbols: 'BTCUSDT,SOLUSDT', shared: false })");
        awaitText("SOLUSDT 142.00");
        awaitText("BTCUSDT 95,000.00");
    }

    @Test
    void otherSymbolsChangeTheOpenStream() {
        page.evaluate(SHOW, "{\"symbols\":[\"BTCUSDT\"],\"shared\":false}");
        awaitText("BTCUSDT 95,000.00");
        page.evaluate("() => { window.nodes = []; performance.clearResourceTimings();"
                + " choose({ symbols: ['ETHUSDT', 'SOLUSDT'], shared: false }) }");
        awaitText("ETHUSDT 3,300.00");
        awaitText("SOLUSDT 142.00");
        awaitNoText("BTCUSDT");
        node.publish(tick("BTCUSDT", 2, "1.00"), tick("ETHUSDT", 2, "3301.00"));
        awaitText("ETHUSDT 3,301.00");
        awaitNoText("BTCUSDT");
        // The stream is the one that was opened first.
        assertThat(page.evaluate("() => performance.getEntriesByType('resource')"
                        + ".filter(({ name }) => name.includes('/api/sse/prices')).length"))
                .isEqualTo(0);

        page.evaluate("() => choose({ shared: false })");
        awaitText("BTCUSDT 1.00");
        page.evaluate("() => choose({ symbols: 'ETHUSDT', interval: 1, shared: false })");
        awaitNoText("BTCUSDT");
        page.evaluate("() => choose({ symbols: 'ETHUSDT', interval: -1, shared: false })");
        page.waitForFunction("() => live.sseError?.status === 400");
        assertThat(page.evaluate("() => live.sseConnected")).isEqualTo(true);
        node.awaitClients(1);
    }
}
