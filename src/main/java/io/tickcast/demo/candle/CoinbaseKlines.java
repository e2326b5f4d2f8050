package io.tickcast.demo.candle;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Coinbase's candles: {@code GET /products/<product>/candles}. Its WebSocket has none, and a minute without trades has
 * none.
 *
 * @see <a href="https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api/products/get-product-candles">REST</a>
 */
public final class CoinbaseKlines implements KlineProtocol {
    private static final KlineHabits HABITS = new KlineHabits(false, Optional.empty(), false);
    private static final Pattern PATH = Pattern.compile("/products/([^/]+)/candles");
    private static final Set<Long> GRANULARITIES = Set.of(60L, 300L, 900L, 3_600L, 21_600L, 86_400L);
    private static final int MOST = 300;
    private static final long SECOND = 1_000;

    private final RequestWindow requests;

    /** @param speed of the exchange's clock */
    public CoinbaseKlines(int speed) {
        this(speed, System::nanoTime);
    }

    CoinbaseKlines(int speed, LongSupplier clock) {
        // Ten a second, and fifteen at once, whatever is asked for.
        requests = new RequestWindow(15, Duration.ofMillis(1_500).dividedBy(speed), clock);
    }

    @Override
    public KlineHabits habits() {
        return HABITS;
    }

    @Override
    public String channel(String instrument) {
        throw new UnsupportedOperationException("Coinbase has no channel of candles");
    }

    @Override
    public String push(String instrument, Kline kline, boolean closed, long time, Klines klines) {
        throw new UnsupportedOperationException("Coinbase has no channel of candles");
    }

    @Override
    public Optional<RestAnswer> answer(String path, MultiMap parameters, Klines klines) {
        if (!requests.admits()) {
            return Optional.of(new RestAnswer(429, message("Public rate limit exceeded")));
        }
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        KlineSeries series = klines.series(matcher.group(1))
                .orElseThrow(() -> new RestRefusal(new RestAnswer(404, message("NotFound"))));
        Query query = new Query(parameters, name -> bad("invalid " + name));
        return Optional.of(RestAnswer.ok('[' + String.join(",", rows(query, series, klines.now())) + ']'));
    }

    /** Newest first, both ends inclusive; one end alone is as good as none. */
    private static List<String> rows(Query query, KlineSeries series, long now) {
        long granularity = query.number("granularity").orElse(60);
        if (!GRANULARITIES.contains(granularity)) {
            throw new RestRefusal(bad("Unsupported granularity"));
        }
        OptionalLong start = time(query, "start");
        OptionalLong end = time(query, "end");
        boolean ranged = start.isPresent() && end.isPresent();
        if (ranged && (end.getAsLong() - start.getAsLong()) / SECOND / granularity > MOST) {
            throw new RestRefusal(bad("granularity too small for the requested time range. Count of aggregations "
                    + "requested exceeds " + MOST));
        }
        List<Kline> found = series.newest(
                new Bar(granularity * SECOND, 0),
                ranged ? start.getAsLong() : Long.MIN_VALUE,
                ranged ? end.getAsLong() + 1 : Long.MAX_VALUE,
                MOST,
                now);
        List<String> rows = new ArrayList<>();
        found.forEach(kline -> rows.add(row(kline)));
        Collections.reverse(rows);
        return rows;
    }

    /** A time in ISO 8601, or in seconds since the epoch. */
    private static OptionalLong time(Query query, String name) {
        String text = query.text(name, "");
        if (text.isEmpty() || text.matches("\\d{1,12}")) {
            return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text) * SECOND);
        }
        try {
            return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException e) {
            throw query.refuse(name);
        }
    }

    /** Time in seconds, low, high, open, close, volume: all of them numbers. */
    private static String row(Kline kline) {
        return '['
                + String.join(
                        ",",
                        Long.toString(kline.time() / SECOND),
                        Units.shortest(kline.low()),
                        Units.shortest(kline.high()),
                        Units.shortest(kline.open()),
                        Units.shortest(kline.close()),
                        Units.shortest(kline.volume()))
                + ']';
    }

    private static RestAnswer bad(String text) {
        return new RestAnswer(400, message(text));
    }

    private static String message(String text) {
        return "{\"message\":\"" + text + "\"}";
    }
}
