package io.tickcast.demo.candle;

import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Kraken's candles: the channel {@code ohlc}, which says nothing of a minute without trades, and
 * {@code GET /0/public/OHLC}, which has such a minute.
 *
 * @see <a href="https://docs.kraken.com/api/docs/websocket-v2/ohlc">Channel</a>
 * @see <a href="https://docs.kraken.com/api/docs/rest-api/get-ohlc-data">REST</a>
 */
public final class KrakenKlines implements KlineProtocol {
    public static final String CHANNEL = "ohlc";

    private static final KlineHabits HABITS = new KlineHabits(true, Optional.of(Duration.ZERO), false);
    private static final Set<Long> MINUTES = Set.of(1L, 5L, 15L, 30L, 60L, 240L, 1_440L, 10_080L, 21_600L);
    /** Of closed candles; the open one comes on top. */
    private static final int MOST = 720;

    private static final int MOST_OF_A_SNAPSHOT = 5;
    private static final long SECOND = 1_000;

    private final LongSupplier clock;
    private final Duration window;
    private final Map<String, RequestWindow> requests = new HashMap<>();

    /** @param speed of the exchange's clock */
    public KrakenKlines(int speed) {
        this(speed, System::nanoTime);
    }

    KrakenKlines(int speed, LongSupplier clock) {
        this.clock = clock;
        window = Duration.ofSeconds(2).dividedBy(speed);
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
        return message("update", time, row(instrument, kline, klines));
    }

    private static String message(String type, long time, String rows) {
        return "{\"channel\":\"" + CHANNEL + "\",\"type\":\"" + type + "\",\"timestamp\":\"" + nanos(time)
                + "\",\"data\":[" + rows + "]}";
    }

    private static String row(String instrument, Kline kline, Klines klines) {
        int decimals = klines.priceDecimals(instrument);
        return "{\"symbol\":\"" + instrument + "\",\"open\":" + Units.decimal(kline.open(), decimals) + ",\"high\":"
                + Units.decimal(kline.high(), decimals) + ",\"low\":" + Units.decimal(kline.low(), decimals)
                + ",\"close\":" + Units.decimal(kline.close(), decimals) + ",\"trades\":" + kline.trades()
                + ",\"volume\":" + Units.decimal(kline.volume()) + ",\"vwap\":" + average(kline, decimals)
                + ",\"interval_begin\":\"" + nanos(kline.time()) + "\",\"interval\":1,\"timestamp\":\""
                + Instant.ofEpochMilli(kline.time() + Kline.MINUTE).toString().replace("Z", ".000000Z") + "\"}";
    }

    private static String nanos(long time) {
        String instant = Instant.ofEpochMilli(time).toString();
        return instant.contains(".") ? instant.replace("Z", "000000Z") : instant.replace("Z", ".000000000Z");
    }

    private static String average(Kline kline, int decimals) {
        return kline.volume() == 0
                ? BigDecimal.ZERO.setScale(decimals).toPlainString()
                : BigDecimal.valueOf(kline.quoteVolume())
                        .divide(BigDecimal.valueOf(kline.volume()), decimals, RoundingMode.HALF_UP)
                        .toPlainString();
    }

    /** The last candles that have trades, however old they are. */
    @Override
    public Optional<String> first(String instrument, Klines klines) {
        String rows = klines.series(instrument).stream()
                .flatMap(series ->
                        series.newest(Bar.ofMinutes(1), Long.MIN_VALUE, Long.MAX_VALUE, MOST, klines.now()).stream())
                .filter(kline -> kline.trades() > 0)
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(),
                        traded -> traded.subList(Math.max(0, traded.size() - MOST_OF_A_SNAPSHOT), traded.size())))
                .stream()
                .map(kline -> row(instrument, kline, klines))
                .collect(Collectors.joining(","));
        return rows.isEmpty() ? Optional.empty() : Optional.of(message("snapshot", klines.now(), rows));
    }

    @Override
    public Optional<RestAnswer> answer(String path, MultiMap parameters, Klines klines) {
        if (!path.equals("/0/public/OHLC")) {
            return Optional.empty();
        }
        Query query = new Query(parameters, name -> error("EGeneral:Invalid arguments:" + name));
        String pair = query.text("pair", "").replace("/", "");
        String instrument = klines.instruments().stream()
                .filter(name -> pair(name).equals(pair) || name.replace("/", "").equals(pair))
                .findFirst()
                .orElseThrow(() -> new RestRefusal(error("EQuery:Unknown asset pair")));
        if (!requests.computeIfAbsent(instrument, any -> new RequestWindow(2, window, clock))
                .admits()) {
            return Optional.of(error("EGeneral:Too many requests"));
        }
        return Optional.of(rows(query, instrument, klines));
    }

    /** REST's name of a pair of currencies, with what stands between them. */
    public static String named(String instrument) {
        return instrument.replace("BTC", "XBT").replace("DOGE", "XDG");
    }

    private static String pair(String instrument) {
        return named(instrument).replace("/", "");
    }

    private static RestAnswer rows(Query query, String instrument, Klines klines) {
        long minutes = query.number("interval").orElse(1);
        if (!MINUTES.contains(minutes)) {
            throw query.refuse("interval");
        }
        Bar bar = Bar.ofMinutes(minutes);
        KlineSeries series = klines.series(instrument).orElseThrow();
        long now = klines.now();
        long since = query.number("since").orElse(0) * SECOND;
        List<Kline> found = series.newest(bar, Long.MIN_VALUE, Long.MAX_VALUE, MOST + 1, now).stream()
                .filter(kline -> kline.time() > since)
                .toList();
        long closed = (bar.open(series.now(now)) - bar.millis()) / SECOND;
        int decimals = klines.priceDecimals(instrument);
        return RestAnswer.ok("{\"error\":[],\"result\":{\"" + pair(instrument) + "\":["
                + found.stream().map(kline -> row(kline, decimals)).collect(Collectors.joining(","))
                + "],\"last\":" + closed + "}}");
    }

    /** Time in seconds, open, high, low, close, average and volume as text, and the number of trades. */
    private static String row(Kline kline, int decimals) {
        return "[" + kline.time() / SECOND + ",\""
                + String.join(
                        "\",\"",
                        Units.decimal(kline.open(), decimals),
                        Units.decimal(kline.high(), decimals),
                        Units.decimal(kline.low(), decimals),
                        Units.decimal(kline.close(), decimals),
                        average(kline, decimals),
                        Units.decimal(kline.volume()))
                + "\"," + kline.trades() + ']';
    }

    private static RestAnswer error(String text) {
        return RestAnswer.ok("{\"error\":[\"" + text + "\"]}");
    }
}
