package io.tickcast.demo.candle;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Binance's candles: the streams {@code <symbol>@kline_1m} and so on, and {@code GET /api/v3/klines}. Its
 * {@code uiKlines} are the same candles here.
 *
 * @see <a href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams">WebSocket streams</a>
 * @see <a href="https://developers.binance.com/docs/binance-spot-api-docs/rest-api">REST</a>
 */
public final class BinanceKlines implements KlineProtocol {
    private static final KlineHabits HABITS = new KlineHabits(true, Optional.of(Duration.ofSeconds(2)), true);
    private static final String MINUTE = "1m";
    private static final Map<String, Integer> MINUTES = Map.ofEntries(
            Map.entry(MINUTE, 1),
            Map.entry("3m", 3),
            Map.entry("5m", 5),
            Map.entry("15m", 15),
            Map.entry("30m", 30),
            Map.entry("1h", 60),
            Map.entry("2h", 120),
            Map.entry("4h", 240),
            Map.entry("6h", 360),
            Map.entry("8h", 480),
            Map.entry("12h", 720),
            Map.entry("1d", 1_440));
    private static final int WEIGHT = 2;
    private static final int MOST_WEIGHT = 6_000;
    /** Requests in spite of a 429 that are answered with another one, before the address is banned. */
    private static final int PATIENCE = 10;

    private final RequestWindow requests;
    private int refused;

    public BinanceKlines() {
        this(System::nanoTime);
    }

    BinanceKlines(LongSupplier clock) {
        requests = new RequestWindow(MOST_WEIGHT / WEIGHT, Duration.ofMinutes(1), clock);
    }

    @Override
    public KlineHabits habits() {
        return HABITS;
    }

    @Override
    public String channel(String instrument) {
        return channel(instrument, MINUTE);
    }

    private static String channel(String instrument, String interval) {
        return instrument.toLowerCase(Locale.ROOT) + "@kline_" + interval;
    }

    @Override
    public String push(String instrument, Kline kline, boolean closed, long time, Klines klines) {
        return push(instrument, kline, MINUTE, 1, closed, time);
    }

    /**
     * Pushes the longer candles that a candle of a minute is a part of.
     *
     * @param wanted whether anybody has subscribed the stream of this name
     * @param out    takes the name of a stream and its message
     */
    public static void pushLonger(
            String instrument,
            Kline minute,
            boolean closed,
            long time,
            Klines klines,
            Predicate<String> wanted,
            BiConsumer<String, String> out) {
        for (Map.Entry<String, Integer> interval : MINUTES.entrySet()) {
            String stream = channel(instrument, interval.getKey());
            if (interval.getValue() > 1 && wanted.test(stream)) {
                Bar bar = Bar.ofMinutes(interval.getValue());
                boolean ends = closed && bar.next(minute.time() + 1) == minute.time() + Kline.MINUTE;
                klines.series(instrument).stream()
                        .flatMap(series ->
                                series.newest(bar, Long.MIN_VALUE, minute.time() + 1, 1, klines.now()).stream())
                        .forEach(sum -> out.accept(
                                stream, push(instrument, sum, interval.getKey(), interval.getValue(), ends, time)));
            }
        }
    }

    private static String push(
            String instrument, Kline kline, String interval, int minutes, boolean closed, long time) {
        return "{\"e\":\"kline\",\"E\":" + time + ",\"s\":\"" + instrument + "\",\"k\":{\"t\":" + kline.time()
                + ",\"T\":" + (kline.time() + minutes * Kline.MINUTE - 1) + ",\"s\":\"" + instrument
                + "\",\"i\":\"" + interval
                + "\",\"f\":"
                + kline.firstTrade() + ",\"L\":" + kline.lastTrade() + text("o", kline.open())
                + text("c", kline.close()) + text("h", kline.high()) + text("l", kline.low())
                + text("v", kline.volume()) + ",\"n\":" + kline.trades() + ",\"x\":" + closed
                + text("q", kline.quoteVolume()) + text("V", kline.takerVolume())
                + text("Q", kline.takerQuoteVolume()) + ",\"B\":\"0\"}}";
    }

    private static String text(String name, long units) {
        return ",\"" + name + "\":" + quoted(units);
    }

    private static String quoted(long units) {
        return '"' + Units.decimal(units) + '"';
    }

    @Override
    public Optional<RestAnswer> answer(String path, MultiMap parameters, Klines klines) {
        if (!path.equals("/api/v3/klines") && !path.equals("/api/v3/uiKlines")) {
            return Optional.empty();
        }
        if (!requests.admits()) {
            refused++;
            return Optional.of(tooMuch());
        }
        refused = 0;
        String rows = rows(new Query(parameters, BinanceKlines::illegal), klines);
        return Optional.of(
                new RestAnswer(200, Map.of("X-MBX-USED-WEIGHT-1M", Integer.toString(requests.used() * WEIGHT)), rows));
    }

    private RestAnswer tooMuch() {
        boolean banned = refused > PATIENCE;
        return new RestAnswer(
                banned ? 418 : 429,
                Map.of("Retry-After", banned ? "120" : "60"),
                error(
                        -1003,
                        "Too much request weight used; current limit is " + MOST_WEIGHT
                                + " request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling "
                                + "the API."));
    }

    private static String rows(Query query, Klines klines) {
        KlineSeries series = klines.series(mandatory(query, "symbol"))
                .orElseThrow(() -> new RestRefusal(bad(-1121, "Invalid symbol.")));
        Integer minutes = MINUTES.get(mandatory(query, "interval"));
        if (minutes == null) {
            throw new RestRefusal(bad(-1120, "Invalid interval."));
        }
        Bar bar = Bar.ofMinutes(minutes);
        int limit = query.limit(500, 1_000);
        // Both ends are inclusive. Only with a start the oldest rows come first.
        long end = query.number("endTime").orElse(Long.MAX_VALUE - 1) + 1;
        List<Kline> found = query.number("startTime").isPresent()
                ? series.oldest(bar, query.number("startTime").getAsLong(), end, limit, klines.now())
                : series.newest(bar, Long.MIN_VALUE, end, limit, klines.now());
        return found.stream().map(kline -> row(kline, bar)).collect(Collectors.joining(",", "[", "]"));
    }

    private static String mandatory(Query query, String name) {
        String text = query.text(name, "");
        if (text.isEmpty()) {
            throw new RestRefusal(
                    bad(-1102, "Mandatory parameter '" + name + "' was not sent, was empty/null, or malformed."));
        }
        return text;
    }

    private static String row(Kline kline, Bar bar) {
        return "["
                + String.join(
                        ",",
                        Long.toString(kline.time()),
                        quoted(kline.open()),
                        quoted(kline.high()),
                        quoted(kline.low()),
                        quoted(kline.close()),
                        quoted(kline.volume()),
                        Long.toString(kline.time() + bar.millis() - 1),
                        quoted(kline.quoteVolume()),
                        Long.toString(kline.trades()),
                        quoted(kline.takerVolume()),
                        quoted(kline.takerQuoteVolume()),
                        "\"0\"")
                + ']';
    }

    private static RestAnswer illegal(String name) {
        return name.equals("limit")
                ? bad(-1130, "Data sent for parameter 'limit' is not valid.")
                : bad(-1100, "Illegal characters found in parameter '" + name + "'; legal range is '^[0-9]{1,20}$'.");
    }

    private static RestAnswer bad(int code, String message) {
        return new RestAnswer(400, error(code, message));
    }

    private static String error(int code, String message) {
        return "{\"code\":" + code + ",\"msg\":\"" + message + "\"}";
    }
}
