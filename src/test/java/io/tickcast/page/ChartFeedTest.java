package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.http.HttpServerResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The candles of a chart, from a server that the page makes up, whose stream the test writes; times are minutes. */
class ChartFeedTest extends WithBrowser {
    private static final String CONNECTED = "retry: 1\n" + StreamServer.GREETING;
    private static final String BEGIN = """
      async () => {
        const { CandleFeed } = await import('/candles/feed.js')
        const { CandleSeries } = await import('/candles/series.js')
        Object.assign(window, { kept: [], gaps: [], asked: [], states: [], failures: [] })
        window.candle = minute => ({ time: minute * 60_000, open: 1, high: 1, low: 1, close: 1, closed: true })
        window.keep = (from, to) => { for (let minute = from; minute <= to; minute++) kept.push(minute) }
        window.minutes = () => series.rows.map(({ time }) => time / 60_000)
        window.fetch = async url => {
          const query = new URLSearchParams(url.split('?')[1])
          const minute = (name, other) => Number(query.get(name) ?? other * 60_000) / 60_000
          const from = minute('from', 0)
          const to = minute('to', 1e9)
          asked.push(`${from} ${to}`)
          const status = failures.shift()
          if (status) return new Response(`{"code": 0, "message": "status ${status}"}`, { status })
          const candles = kept.filter(each => from <= each && each < to).sort((a, b) => a - b).slice(-1000).map(candle)
          const answer = new Response(JSON.stringify({ code: 1, data: { candles, ...gaps.length && { gaps } } }))
          await window.pause
          return answer
        }
        window.series = new CandleSeries(60_000)
        window.begin = () => {
          window.feed = new CandleFeed({ exchange: 'one', symbol: 'A', interval: '1m' }, series, {
            change: () => {}, state: (state, error) => states.push([state, error?.status].join('')) })
        }
      }""";

    private final StreamServer server = StreamServer.of("<!DOCTYPE html><html data-candles='one'>");
    private Page page;

    @BeforeEach
    void openPage() {
        page = open(server.url());
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

    private void await(String condition) {
        page.waitForFunction("() => " + condition);
    }

    private HttpServerResponse live(int from, int to) {
        js("keep(" + from + ", " + to + ")");
        js("begin()");
        HttpServerResponse stream = server.stream(CONNECTED);
        await("series.rows.length");
        return stream;
    }

    private static String candle(int minute) {
        return "event: candle\ndata: {\"symbol\": \"A\", \"interval\": \"1m\", \"time\": " + minute * 60_000L
                + ", \"open\": 1, \"high\": 1, \"low\": 1, \"close\": 2, \"closed\": true}\n\n";
    }

    private static String heartbeat(int seconds) {
        return "event: heartbeat\ndata: {\"timestamp\": " + seconds + "}\n\n";
    }

    @Test
    void whatTheStreamLeavesOutIsFetched() {
        HttpServerResponse stream = live(1, 10);
        js("keep(11, 300)");
        stream.write(candle(300));
        await("minutes().join() === kept.join()");
        assertThat(js("asked.at(-1)")).isEqualTo("10 301");
    }

    @Test
    void beforeMoreThanAPageThatWasLeftOutTheSeriesIsForgotten() {
        HttpServerResponse stream = live(1, 10);
        js("keep(11, 3000)");
        stream.write(candle(3_000));
        await("series.first.time === 2001 * 60_000 && minutes().length === 1000");
        js("feed.older()");
        await("minutes().length === 2000");
        assertThat(js("minutes().join() === kept.slice(1000).join()")).isEqualTo(true);
    }

    @Test
    void anOlderCandleComesToItsPlace() {
        HttpServerResponse stream = live(1, 10);
        stream.write(candle(11) + candle(4));
        await("series.at(4 * 60_000).close === 2");
        assertThat(js("minutes().join()")).isEqualTo("1,2,3,4,5,6,7,8,9,10,11");
    }

    @Test
    void aFailureOfThePastLeavesTheChartLive() {
        live(1_000, 2_500);
        await("states.at(-1) === 'live'");
        js("keep(1, 999)");
        js("failures.push(503)");
        js("feed.older()");
        await("minutes().length === 2000");
        assertThat(js("states.filter(state => !['loading', 'live'].includes(state)).join()"))
                .isEqualTo("");
    }

    @Test
    void aPageOfThePastThatCrossesAnotherMakesNoDisorder() {
        live(1_001, 1_010);
        js("keep(1, 1000)");
        page.evaluate("() => { window.pause = new Promise(done => { window.answer = done }) }");
        page.evaluate("() => { window.older = feed.older() }");
        page.evaluate("() => series.merge({ candles: [candle(999), candle(1000), candle(1001)], gaps: [] })");
        js("answer()");
        js("older");
        js("feed.older()");
        assertThat(js("minutes().join() === kept.sort((a, b) => a - b).join()")).isEqualTo(true);
    }

    @Test
    void anAnswerReplacesTheGapsOfItsStretch() {
        page.evaluate("() => series.merge({ candles: [1, 9].map(candle), gaps: [{ from: 120_000, to: 480_000 }] })");
        assertThat(js("series.missing(0, 1e9).map(time => time / 60_000).join()"))
                .isEqualTo("2,3,4,5,6,7,8");
        page.evaluate(
                "() => { series.merge({ candles: [4, 6].map(candle), gaps: [] }, 420_000); series.put(candle(3)) }");
        assertThat(js("series.missing(0, 1e9).map(time => time / 60_000).join()"))
                .isEqualTo("2,7,8");
    }

    @Test
    void aSeriesWithoutANewCandleIsStaleThoughTheExchangeIsLive() {
        HttpServerResponse stream = live(1, 10);
        await("states.at(-1) === 'live'");
        stream.write(heartbeat(11 * 60 + 91));
        await("states.at(-1) === 'stale'");
        stream.write(candle(11));
        await("states.at(-1) === 'live'");
        stream.write(heartbeat(12 * 60 + 89));
        stream.write(candle(11));
        await("states.length >= 6");
        assertThat(js("states.slice(-3).join()")).isEqualTo("live,live,live");
    }
}
