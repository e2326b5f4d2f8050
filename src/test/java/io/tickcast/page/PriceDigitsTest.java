package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The list of the digits of prices, read from a server that a page makes up. */
class PriceDigitsTest extends WithBrowser {
    /** A stream and a list: {@code tell} is what the stream tells, {@code asked} the URLs that were asked for. */
    private static final String BEGIN = """
      async () => {
        Math.random = () => 0
        Object.assign(window, await import('/client/digits.js'))
        window.asked = []
        window.list = { data: [] }
        window.fetch = async url => {
          asked.push(new URL(url).pathname)
          return { json: async () => list }
        }
        window.listed = (symbol, exchanges) => ({ symbol, exchanges })
        window.service = new EventTarget()
        window.tell = (type, detail = {}) => service.dispatchEvent(new CustomEvent(type, { detail }))
        window.digits = new PriceDigits(service)
        window.of = (symbol, exchange) => digits.of({ symbol, exchange }) ?? 'none'
      }""";

    private final StreamServer server = StreamServer.start();
    private Page page;

    @BeforeEach
    void begin() {
        page = open(server.url());
        page.clock().install();
        page.evaluate(BEGIN);
    }

    @AfterEach
    void closeServer() {
        server.close();
        assertNoComplaints();
    }

    private Object js(String expression) {
        return page.evaluate("() => { return " + expression + " }");
    }

    private int asked() {
        return (int) js("asked.length");
    }

    private void pass(int seconds) {
        page.clock().fastForward(seconds * 1_000L);
    }

    @Test
    void aPriceHasAllDigitsOfTheTickSizeAndLosesNone() {
        assertThat(js("[['3301.85000000', 2], ['95000', 1], ['95000.00000000', 0], ['95000.12345000', 2],"
                        + " ['0.00001234', 4], ['123456789012345678.100', 1], ['-2.5', 2], ['100.000'], ['1E-8', 8],"
                        + " ['', 2]].map(each => withDigits(...each)).join(' ')"))
                .isEqualTo("3301.85 95000.0 95000 95000.12345 0.00001234 123456789012345678.1 -2.50 100.000 1E-8 ");
    }

    @Test
    void thePrimaryEachOtherExchangeAndTheIndexHaveDigitsOfTheirOwn() {
        js("list.data = [listed('A', { one: { price_digits: 2 }, two: { price_digits: 0 }, three: {} }),"
                + " listed('B', { one: {}, two: { price_digits: 0 } }), listed('C', {})]");
        js("digits.load()");
        assertThat(js("[of('A'), of('A', 'one'), of('A', 'two'), of('A', 'three'), of('A', 'index'), of('B'),"
                        + " of('B', 'index'), of('C'), of('C', 'index'), of('D', 'index'), of('A', 'desk')].join(' ')"))
                .isEqualTo("2 2 0 none 2 none 0 none none none none");
        assertThat(js("[digits.format({ symbol: 'A', text: { price: '1.5', bid: '1' } }),"
                        + " digits.format({ symbol: 'A', exchange: 'two', text: { bid: '1.000' } }, 'bid'),"
                        + " digits.format({ symbol: 'A', text: {} }, 'ask')].join(' ')"))
                .isEqualTo("1.50 1 ");
    }

    @Test
    void whatIsNoListTellsNoDigits() {
        for (String body : List.of(
                "null",
                "{ code: 0, message: 'no' }",
                "{ data: {} }",
                "{ data: [null] }",
                "{ data: [{ symbol: 'A' }] }",
                "{ data: [listed('A', { one: null })] }",
                "{ data: [listed('A', { one: { price_digits: '2' } })] }",
                "{ data: [listed('A', { one: { price_digits: -1 } })] }",
                "{ data: [listed('A', { one: { price_digits: 1e9 } })] }",
                "{ data: [listed('A', { one: { price_digits: 1.5 } })] }")) {
            js("list = " + body);
            js("digits.load()");
            assertThat(js("of('A')")).as(body).isEqualTo("none");
        }
    }

    @Test
    void theListIsReadWhereTheStreamIs() {
        page.evaluate("async () => { for (const url of [undefined, '/x/sse/prices', new URL('/y/sse/prices',"
                + " location.href)]) await new PriceDigits(service, { url }).load() }");
        assertThat(js("asked.join(' ')")).isEqualTo("/api/symbols /x/symbols /y/symbols");
    }

    @Test
    void itIsReadAtTheFirstConnectionThenOnceAnHourAndSoonerWhileItLacksASymbol() {
        js("list.data = [listed('A', { one: { price_digits: 2 } })]");
        assertThat(asked()).isZero();
        js("tell('connected')");
        assertThat(asked()).isOne();
        assertThat(js("of('A')")).isEqualTo(2);
        pass(3_599);
        assertThat(asked()).isOne();
        pass(1);
        assertThat(asked()).isEqualTo(2);

        assertThat(js("of('B')")).isEqualTo("none");
        pass(10);
        assertThat(asked()).isEqualTo(3);
        js("of('B')");
        pass(19);
        js("of('B')");
        assertThat(asked()).isEqualTo(3);
        pass(1);
        assertThat(asked()).isEqualTo(4);
        js("tell('symbols')");
        js("of('B')");
        pass(10);
        assertThat(asked()).isEqualTo(5);
        js("tell('state', { connected: true })");
        js("of('B')");
        js("tell('state', { connected: false })");
        pass(7_200);
        assertThat(asked()).isEqualTo(5);
        js("tell('connected')");
        assertThat(asked()).isEqualTo(5);
        pass(10);
        assertThat(asked()).isEqualTo(6);
    }

    @Test
    void pricesThatComeBeforeTheFirstListDoNotAskForItAgain() {
        js("list.data = [listed('A', { one: { price_digits: 2 } })]");
        page.evaluate(
                "() => { const soon = fetch; window.fetch = async url => {"
                        + " const answer = await soon(url); await new Promise(done => { window.answer = done }); return answer } }");
        js("tell('connected')");
        assertThat(js("of('A')")).isEqualTo("none");
        js("answer()");
        assertThat(js("of('A')")).isEqualTo(2);
        pass(3_599);
        assertThat(asked()).isOne();
        pass(1);
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void aPublishedPriceAndASymbolWithoutATickSizeDoNotAskForTheListAgain() {
        js(
                "list.data = [listed('A', { one: { price_digits: 2 }, two: { status: 'trading' } }), listed('B', { two: {} })]");
        js("tell('connected')");
        assertThat(js("[of('A', 'desk'), of('GOLD', 'desk'), of('A', 'two')].join(' ')"))
                .isEqualTo("none none none");
        pass(3_599);
        assertThat(asked()).isOne();
        js("of('B', 'two')");
        pass(10);
        assertThat(asked()).isEqualTo(2);
        js("tell('connected')");
        js("of('A', 'desk')");
        pass(600);
        assertThat(asked()).isEqualTo(2);
        js("tell('symbols')");
        js("of('A', 'desk')");
        pass(10);
        assertThat(asked()).as("the exchange may be new").isEqualTo(3);
        js("of('A', 'desk')");
        pass(600);
        assertThat(asked()).isEqualTo(3);
    }

    @Test
    void whoShowsPricesIsToldOfEachList() {
        js("digits.addEventListener('change', () => { window.shown = of('A') })");
        js("tell('connected')");
        assertThat(js("shown")).isEqualTo("none");
        js("list.data = [listed('A', { one: { price_digits: 3 } })]");
        pass(20);
        assertThat(js("shown")).isEqualTo(3);
    }
}
