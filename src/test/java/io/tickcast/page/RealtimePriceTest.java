package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Ticks;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Live prices as state of Vue. */
class RealtimePriceTest extends WithBrowser {
    private static final String SHOW = """
      const { createApp, h } = await import('/vendor/vue.js')
      const show = component => {
        window.app = createApp(component)
        window.root = app.mount(document.body.appendChild(document.createElement('div')))
      }
      """;

    private final HttpNode node = HttpNode.forPage().start();
    private Page page;

    @BeforeEach
    void open() {
        node.hold(tick(1, "95000.00", "2.50"));
        page = openBlank(node.port());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static Tick tick(long time, String price, String change) {
        TickBuilder tick = Ticks.builder("BTCUSDT", time, price);
        Ticks.set(tick, DecimalField.CHANGE_24H, change);
        return tick.build();
    }

    private void run(String script) {
        page.evaluate("async () => {" + SHOW + script + "}");
    }

    private void awaitText(String text) {
        page.waitForFunction("text => document.body.innerText.includes(text)", text);
    }

    @Test
    void aComponentShowsPricesFromItsMountingToItsUnmounting() {
        run("""
        const { useRealtimePrice } = await import('/client/realtime-price.js')
        show({
          setup() {
            const live = window.live = useRealtimePrice({ flash: 3600000, locale: 'en-GB' })
            return () => h('p', [live.sseStatusText.value, live.formatPrice(live.getRealtimePrice('BTC')),
              live.formatChange(live.getRealtimePrice('BTCUSDT')), live.isPriceJustUpdated('BTC')].join(' '))
          },
        })""");
        awaitText("Stale 95,000.00 +2.50% false");
        assertThat(page.evaluate("() => live.sseConnected.value")).isEqualTo(true);
        node.publish(tick(2, "95000.00", "2.51"));
        awaitText("95,000.00 +2.51% false");
        node.publish(tick(3, "94999.50", "-2.5"));
        awaitText("94,999.50 -2.5% true");

        page.evaluate("() => app.unmount()");
        node.awaitClients(0);
        assertThat(page.evaluate("() => live.sseStatusText.value")).isEqualTo("Offline");
    }

    @Test
    void aPriceHasTheDigitsOfTheTickSize() {
        TickSizes.tell(node, "binance", Map.of("BTCUSDT", 1));
        run("""
        const { useRealtimePrice } = await import('/client/realtime-price.js')
        show({
          setup() {
            const live = useRealtimePrice({ flash: 3600000 })
            return () => h('p', live.formatPrice(live.getRealtimePrice('BTC')) + ' USDT')
          },
        })""");
        awaitText("95,000.0 USDT");
        node.publish(tick(2, "95000.25000000", "2.51"));
        awaitText("95,000.25 USDT");
    }

    @Test
    void aPriceIsJustUpdatedForAMoment() {
        page.evaluate("""
        async () => {
          const { useRealtimePrice } = await import('/client/realtime-price.js')
          window.live = useRealtimePrice({ flash: 1 })
          live.handlePriceUpdate({ symbol: 'A', price: 1 })
          live.handlePriceUpdate({ symbol: 'A', price: 2 })
          window.first = live.isPriceJustUpdated('A')
        }""");
        assertThat(page.evaluate("() => first")).isEqualTo(true);
        page.waitForFunction("() => !live.isPriceJustUpdated('A')");
    }

    @Test
    void theCandlesOfASeriesAreAListInTheOrderOfTheirTimes() {
        page.evaluate("""
        async () => {
          const { useRealtimePrice } = await import('/client/realtime-price.js')
          window.live = useRealtimePrice({ autoConnect: false })
          const take = (time, close, closed) =>
            live.handleCandleUpdate({ symbol: 'A', interval: '1m', time, close, closed })
          take(60000, 1, false)
          take(120000, 2, false)
          take(60000, 3, true)
          take(60000, 4, false)
          take(180000, 5, false)
          take(180000, 6, false)
        }""");
        assertThat(page.evaluate("() => live.getCandles('A', '1m').map(({ close }) => close).join()"))
                .isEqualTo("3,2,6");
        assertThat(page.evaluate("() => live.realtimeCandles['A 1m'].length")).isEqualTo(3);
        assertThat(page.evaluate("() => live.getCandles('A', '1h').length + live.getCandles('A', '1m', 'b').length"))
                .isEqualTo(0);
    }

    @Test
    void aMixinHasTheSameMembersAndItsComponentMayTakePricesItself() {
        run("""
        const { realtimePriceMixin } = await import('/client/realtime-price.js')
        window.taken = 0
        show({
          mixins: [realtimePriceMixin],
          realtimePrice: { symbols: ['BTCUSDT'], locale: 'zh-CN', colors: 'red-up' },
          methods: {
            handlePriceUpdate(price) {
              taken++
              realtimePriceMixin.methods.handlePriceUpdate.call(this, price)
            },
          },
          render() {
            const price = this.getRealtimePrice('BTCUSDT')
            return h('p', [this.sseConnected, this.sseStatusText, Object.keys(this.realtimePrices),
              this.formatPrice(price), this.getChangeArrow(price), this.getChangeStyle(price).color].join(' '))
          },
        })""");
        awaitText("true 行情延迟 BTCUSDT 95,000.00 ▲ var(--price-red");
        assertThat(page.evaluate("() => taken")).isEqualTo(1);
        page.evaluate("() => root.disconnectSSE()");
        awaitText("false 离线 -");
        page.evaluate("() => root.connectSSE()");
        awaitText("true 行情延迟 BTCUSDT 95,000.00");
        page.evaluate("() => app.unmount()");
        node.awaitClients(0);
    }

    @Test
    void aPageCanBringItsOwnVueAlong() {
        page.evaluate("""
        async () => {
          const Vue = await import('/vendor/vue.js?of-the-page')
          const { createRealtimePrice } = await import('/client/create-realtime-price.js')
          const { computed, getCurrentInstance, onBeforeUnmount, onMounted, shallowReactive, shallowRef, unref } = Vue
          const { useRealtimePrice } = createRealtimePrice(
            { computed, getCurrentInstance, onBeforeUnmount, onMounted, shallowReactive, shallowRef, unref })
          Vue.createApp({
            setup() {
              const live = useRealtimePrice()
              return () => Vue.h('p', live.formatPrice(live.getRealtimePrice('BTC')))
            },
          }).mount(document.body.appendChild(document.createElement('div')))
        }""");
        awaitText("95,000.00");
        assertThat(page.evaluate("() => performance.getEntriesByName(location.origin + '/vendor/vue.js').length"))
                .isEqualTo(0);
    }

    @Test
    void figuresAreShownSoThatTheyCanBeRead() {
        assertThat(page.evaluate("""
        async () => {
          const { useRealtimePrice } = await import('/client/realtime-price.js')
          const { formatPrice, formatChange, getChangeArrow, getChangeStyle } = useRealtimePrice()
          const price = (price, change_24h) => ({ price: +price, change_24h: +change_24h, text: { price, change_24h } })
          return [
            formatPrice(price('1234567.00010000', '0')), formatPrice(999), formatPrice(1000), formatPrice(0.00000012),
            formatPrice('1e-8'), formatPrice(null), formatPrice(undefined), formatPrice({}), formatPrice(NaN),
            formatChange(price('1', '-0.10')), formatChange(3), formatChange(0), formatChange('1.5'),
            formatChange(null),
            getChangeArrow(-1), getChangeArrow(0), getChangeArrow(price('1', '0.01')), getChangeArrow(null),
            getChangeStyle(1).color, getChangeStyle(-1).color, getChangeStyle(undefined).color,
            useRealtimePrice({ colors: 'red-up' }).getChangeStyle(1).color,
          ].join(' ')
        }"""))
                .isEqualTo("1,234,567.00010000 999 1,000 0.00000012 1e-8 - - - -"
                        + " -0.10% +3.00% 0.00% +1.5% - ▼ – ▲ –"
                        + " var(--price-green, #15803d) var(--price-red, #b91c1c) var(--price-grey, #6b7280)"
                        + " var(--price-red, #b91c1c)");
    }

    @Test
    void aRequestThatIsWrongIsSaid() {
        run("""
        const { useRealtimePrice } = await import('/client/realtime-price.js')
        show({
          setup() {
            const { sseError } = useRealtimePrice({ symbols: ['?'] })
            return () => h('p', sseError.value?.message)
          },
        })""");
        awaitText("is not a symbol");
    }
}
