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
 * Bybit's candles: the topic {@code kline.1.<symbol>} and {@code GET /v5/market/kline}.
 *
 * @see <a href="https://bybit-exchange.github.io/docs/v5/websocket/public/kline">Topic</a>
 * @see <a href="https://bybit-exchange.github.io/docs/v5/market/kline">REST</a>
 */
public final class BybitKlines implements KlineProtocol {
    public static final String TOPIC = "kline.1.";

    private static final KlineHabits HABITS = new KlineHabits(true, Optional.of(Duration.ofSeconds(1)), true);
    private static final Map<String, Integer> MINUTES = Map.ofEntries(
            Map.entry("1", 1),
            Map.entry("3", 3),
            Map.entry("5", 5),
            Map.entry("15", 15),
            Map.entry("30", 30),
            Map.entry("60", 60),
            Map.entry("120", 120),
            Map.entry("240", 240),
            Map.entry("360", 360),
            Map.entry("720", 720),
            Map.entry("D", 1_440));

    private final LongSupplier clock;
    private final RequestWindow requests;
    /** A client beyond the limit is refused for this long. */
    private final long banNanos;

    private Optional<Long> banned = Optional.empty();

    /** @param speed of the exchange's clock */
    public BybitKlines(int speed) {
        this(speed, System::nanoTime);
    }

    BybitKlines(int speed, LongSupplier clock) {
        this.clock = clock;
        requests = new RequestWindow(600, Duration.ofSeconds(5).dividedBy(speed), clock);
        banNanos = Duration.ofMinutes(10).dividedBy(speed).toNanos();
    }

    @Override
    public KlineHabits habits() {
        return HABITS;
    }

    @Override
    public String channel(String instrument) {
        return TOPIC + '@' + instrument;
    }

    @Override
    public String push(String instrument, Kline kline, boolean closed, long time, Klines klines) {
        return "{\"type\":\"snapshot\",\"topic\":\"" + TOPIC + instrument + "\",\"data\":[{\"start\":" + kline.time()
                + ",\"end\":" + (kline.time() + Kline.MINUTE - 1) + ",\"interval\":\"1\"" + text("open", kline.open())
                + text("close", kline.close()) + text("high", kline.high()) + text("low", kline.low())
                + text("volume", kline.volume()) + text("turnover", kline.quoteVolume()) + ",\"confirm\":" + closed
                + ",\"timestamp\":" + time + "}],\"ts\":" + time + '}';
    }

    private static String text(String name, long units) {
        return ",\"" + name + "\":\"" + Units.shortest(units) + '"';
    }

    @Override
    public Optional<RestAnswer> answer(String path, MultiMap parameters, Klines klines) {
        if (!path.equals("/v5/market/kline")) {
            return Optional.empty();
        }
        if (isTooFast()) {
            return Optional.of(new RestAnswer(403, "access too frequent"));
        }
        Query query = new Query(parameters, name -> refusal("params error: " + name + " invalid", klines));
        List<String> rows = rows(query, klines);
        return Optional.of(
                RestAnswer.ok("{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{\"category\":\"spot\",\"symbol\":\""
                        + query.text("symbol", "") + "\",\"list\":[" + String.join(",", rows)
                        + "]},\"retExtInfo\":{},\"time\":"
                        + klines.now() + '}'));
    }

    private boolean isTooFast() {
        long now = clock.getAsLong();
        if (banned.filter(since -> now - since < banNanos).isPresent()) {
            return true;
        }
        banned = requests.admits() ? Optional.empty() : Optional.of(now);
        return banned.isPresent();
    }

    /** Newest first; the first one contains the start. Without an end, those that follow the start. */
    private static List<String> rows(Query query, Klines klines) {
        if (!query.text("category", "linear").equals("spot")) {
            throw query.refuse("category");
        }
        KlineSeries series = klines.series(query.text("symbol", ""))
                .orElseThrow(() -> new RestRefusal(refusal("Not supported symbols", klines)));
        Integer minutes = MINUTES.get(query.text("interval", ""));
        if (minutes == null) {
            throw new RestRefusal(refusal("Invalid period!", klines));
        }
        Bar bar = Bar.ofMinutes(minutes);
        int limit = query.limit(200, 1_000);
        long from = query.number("start").isPresent()
                ? bar.open(query.number("start").getAsLong())
                : Long.MIN_VALUE;
        long to = query.number("end").orElse(Long.MAX_VALUE - 1) + 1;
        boolean follows =
                query.number("start").isPresent() && query.number("end").isEmpty();
        List<Kline> found = follows
                ? series.oldest(bar, from, to, limit, klines.now())
                : series.newest(bar, from, to, limit, klines.now());
        List<String> rows = new ArrayList<>();
        found.forEach(kline -> rows.add(row(kline)));
        Collections.reverse(rows);
        return rows;
    }

    private static String row(Kline kline) {
        return "[\""
                + String.join(
                        "\",\"",
                        Long.toString(kline.time()),
                        Units.shortest(kline.open()),
                        Units.shortest(kline.high()),
                        Units.shortest(kline.low()),
                        Units.shortest(kline.close()),
                        Units.shortest(kline.volume()),
                        Units.shortest(kline.quoteVolume()))
                + "\"]";
    }

    private static RestAnswer refusal(String message, Klines klines) {
        return RestAnswer.ok("{\"retCode\":10001,\"retMsg\":\"" + message
                + "\",\"result\":{},\"retExtInfo\":{},\"time\":" + klines.now() + '}');
    }
}
