package io.tickcast.demo.candle;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * OKX' candles: the channel {@code candle1m} of {@code /ws/v5/business}, and {@code GET /api/v5/market/candles} and
 * {@code history-candles}.
 *
 * @see <a href="https://www.okx.com/docs-v5/en/#order-book-trading-market-data">Market data</a>
 */
public final class OkxKlines implements KlineProtocol {
    public static final String CHANNEL = "candle1m";

    private static final KlineHabits HABITS = new KlineHabits(true, Optional.of(Duration.ofSeconds(1)), true);
    private static final int MOST = 300;
    private static final int MOST_OF_HISTORY = 100;
    /** The newest ones, which the first path has. */
    private static final int RECENT = 1_440;

    private static final long HOUR = 60 * Kline.MINUTE;
    /** Days begin at midnight in Hong Kong, unless the name ends in {@code utc}. */
    private static final long HONG_KONG = 16 * HOUR;

    private static final Map<String, Bar> BARS = Map.ofEntries(
            Map.entry("1m", Bar.ofMinutes(1)),
            Map.entry("3m", Bar.ofMinutes(3)),
            Map.entry("5m", Bar.ofMinutes(5)),
            Map.entry("15m", Bar.ofMinutes(15)),
            Map.entry("30m", Bar.ofMinutes(30)),
            Map.entry("1H", Bar.ofMinutes(60)),
            Map.entry("2H", Bar.ofMinutes(120)),
            Map.entry("4H", Bar.ofMinutes(240)),
            Map.entry("6H", new Bar(6 * HOUR, HONG_KONG)),
            Map.entry("12H", new Bar(12 * HOUR, HONG_KONG)),
            Map.entry("1D", new Bar(24 * HOUR, HONG_KONG)),
            Map.entry("6Hutc", Bar.ofMinutes(360)),
            Map.entry("12Hutc", Bar.ofMinutes(720)),
            Map.entry("1Dutc", Bar.ofMinutes(1_440)));

    private final RequestWindow recent;
    private final RequestWindow history;

    /** @param speed of the exchange's clock */
    public OkxKlines(int speed) {
        this(speed, System::nanoTime);
    }

    OkxKlines(int speed, LongSupplier clock) {
        Duration window = Duration.ofSeconds(2).dividedBy(speed);
        recent = new RequestWindow(40, window, clock);
        history = new RequestWindow(20, window, clock);
    }

    @Override
    public KlineHabits habits() {
        return HABITS;
    }

    @Override
    public String channel(String instrument) {
        return CHANNEL + '@' + instrument;
    }

    @Override
    public String push(String instrument, Kline kline, boolean closed, long time, Klines klines) {
        return "{\"arg\":{\"channel\":\"" + CHANNEL + "\",\"instId\":\"" + instrument + "\"},\"data\":["
                + row(kline, closed) + "]}";
    }

    /** The candle that is open. */
    @Override
    public Optional<String> first(String instrument, Klines klines) {
        return klines.series(instrument)
                .flatMap(series -> series.minute(Kline.minute(series.now(klines.now()))))
                .map(kline -> push(instrument, kline, false, klines.now(), klines));
    }

    @Override
    public Optional<RestAnswer> answer(String path, MultiMap parameters, Klines klines) {
        boolean isHistory = path.equals("/api/v5/market/history-candles");
        if (!isHistory && !path.equals("/api/v5/market/candles")) {
            return Optional.empty();
        }
        if (!(isHistory ? history : recent).admits()) {
            return Optional.of(new RestAnswer(429, error("50011", "Too Many Requests")));
        }
        return Optional.of(RestAnswer.ok("{\"code\":\"0\",\"msg\":\"\",\"data\":["
                + String.join(",", rows(isHistory, new Query(parameters, OkxKlines::wrong), klines)) + "]}"));
    }

    /** Newest first, beyond both cursors; the first path has the open candle, the other only closed ones. */
    private static List<String> rows(boolean isHistory, Query query, Klines klines) {
        KlineSeries series = klines.series(query.text("instId", ""))
                .orElseThrow(() -> new RestRefusal(RestAnswer.ok(
                        error("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist."))));
        Bar bar = BARS.get(query.text("bar", "1m"));
        if (bar == null) {
            throw query.refuse("bar");
        }
        long now = klines.now();
        long open = bar.open(series.now(now));
        long oldest = isHistory ? Long.MIN_VALUE : open - (RECENT - 1) * bar.millis();
        long from = Math.max(oldest, query.number("before").orElse(Long.MIN_VALUE + 1) + 1);
        long to = Math.min(
                isHistory ? open : Long.MAX_VALUE, query.number("after").orElse(Long.MAX_VALUE));
        int limit = Math.min(query.limit(100, Integer.MAX_VALUE), isHistory ? MOST_OF_HISTORY : MOST);
        List<String> rows = new ArrayList<>();
        series.newest(bar, from, to, limit, now).forEach(kline -> rows.add(row(kline, kline.time() < open)));
        Collections.reverse(rows);
        return rows;
    }

    private static RestAnswer wrong(String name) {
        return RestAnswer.ok(error("51000", "Parameter " + name + " error"));
    }

    private static String error(String code, String message) {
        return "{\"code\":\"" + code + "\",\"msg\":\"" + message + "\",\"data\":[]}";
    }

    /** Time, four prices, volume in the base currency, twice that in the quote currency, and whether it is closed. */
    private static String row(Kline kline, boolean closed) {
        String quoteVolume = Units.shortest(kline.quoteVolume());
        return "[\""
                + String.join(
                        "\",\"",
                        Long.toString(kline.time()),
                        Units.shortest(kline.open()),
                        Units.shortest(kline.high()),
                        Units.shortest(kline.low()),
                        Units.shortest(kline.close()),
                        Units.shortest(kline.volume()),
                        quoteVolume,
                        quoteVolume,
                        closed ? "1" : "0")
                + "\"]";
    }
}
