package io.tickcast.page;

import com.microsoft.playwright.Page;
import io.tickcast.market.Instrument;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A node that keeps candles of BTCUSDT, and the page of it. */
abstract class WithCandles extends WithMarket {
    static final String SYMBOL = "BTCUSDT";
    private static final int PAGE = 1_000;

    /** The minute in which the test begins: the time of its newest candle. */
    final long now = Interval.MINUTES_1.open(System.currentTimeMillis());

    void startWithCandles(HttpNode.Plan plan) {
        stopNode();
        start(plan.candles());
        node.follow(
                "binance", new Instrument(SYMBOL, "BTC", "USDT", SYMBOL, "", OptionalInt.of(2), Instrument.TRADING));
        Await.until(
                "the node writes candles",
                () -> node.status().getJsonObject("history").getString("state").equals("writer"));
    }

    final void follow(String exchange) {
        node.follow(exchange, new Instrument(SYMBOL, "BTC", "USDT", SYMBOL, "", OptionalInt.of(2), Instrument.TRADING));
    }

    /** So many closed minutes before now, of which the last is open; their prices swing around 100. */
    final void minutes(int count) {
        publish(IntStream.range(0, count)
                .mapToObj(i -> minute(now - (count - 1 - i) * Candles.MINUTE, price(i), i < count - 1))
                .toArray(Candle[]::new));
    }

    private static String price(int minute) {
        return "%.2f".formatted(100 + 10 * Math.sin(minute / 30.0));
    }

    static Candle minute(long time, String price, boolean closed) {
        return builder(time).prices(price, price, price, price).closed(closed).build();
    }

    static CandleBuilder builder(long time) {
        return builder("binance", time);
    }

    static CandleBuilder builder(String exchange, long time) {
        return new CandleBuilder(new CandleKey(exchange, SYMBOL, Interval.MINUTES_1), time).volume("0.50");
    }

    /** Returns when the node serves all of them, up to a page: what is not among the newest is served once it is stored. */
    final void publish(Candle... candles) {
        node.publish(candles);
        Candle last = candles[candles.length - 1];
        int count = Math.min(PAGE, candles.length);
        Await.until("the node serves " + last + " and those before it", () -> {
            List<Long> times = times(last, count);
            return times.size() == count && times.get(count - 1) == last.time();
        });
    }

    /** The open times of so many candles up to this one, as the node serves them; none before it knows the symbol. */
    private List<Long> times(Candle last, int count) {
        RawAnswer answer = node.get("/api/candles?symbol=" + SYMBOL + "&exchange="
                + last.key().exchange() + "&interval=1m&limit=" + count + "&to=" + (last.time() + 1));
        return answer.status() != 200
                ? List.of()
                : answer.json().getJsonObject("data").getJsonArray("candles").stream()
                        .map(candle -> ((JsonObject) candle).getLong("time"))
                        .toList();
    }

    final Page openChart(String hash) {
        walk.all();
        Page page = profile.newPage();
        page.navigate(url() + hash);
        page.waitForSelector(".candle-plot[data-state=live]");
        return page;
    }

    static void awaitFigure(Page page, String figure, String text) {
        page.waitForFunction(
                "([figure, text]) => document.querySelector(`.legend [data-figure=${figure}]`)?.textContent === text",
                List.of(figure, text));
    }
}
