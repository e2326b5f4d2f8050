package io.tickcast.history.store;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** The reads of {@link CandleStore}, which says what they do. Thread-safe. */
final class CandleReads {
    private final StoreQueries queries;
    private final CandleRows rows;
    private final BiConsumer<CandleKey, Long> malformed;

    /** A question to the database for ranges of a series. */
    @FunctionalInterface
    private interface RangeQuery {
        List<TimeRange> ask(Connection connection, SeriesIds ids, CandleKey key, long from, long to, int limit)
                throws SQLException;
    }

    /** @param malformed gets the open time of each row that holds no valid candle */
    CandleReads(StoreQueries queries, CandleRows rows, BiConsumer<CandleKey, Long> malformed) {
        this.queries = queries;
        this.rows = rows;
        this.malformed = malformed;
    }

    Future<List<Candle>> candles(CandleKey key, long from, long to, int limit) {
        return queries.query((connection, ids) ->
                told(key, rows.read(connection, ids, key, from, to, limit)).candles());
    }

    private CandleRows.Rows told(CandleKey key, CandleRows.Rows read) {
        read.malformed().forEach(time -> malformed.accept(key, time));
        return read;
    }

    Future<StoredRange> range(CandleKey key, long from, long to, long closedTo, int limit) {
        return queries.query((connection, ids) -> range(connection, ids, key, from, to, closedTo, limit));
    }

    /** The same, answered on the thread that read it. */
    CompletionStage<StoredRange> begin(CandleKey key, long from, long to, long closedTo, int limit) {
        return queries.begin((connection, ids) -> range(connection, ids, key, from, to, closedTo, limit));
    }

    private StoredRange range(
            Connection connection, SeriesIds ids, CandleKey key, long from, long to, long closedTo, int limit)
            throws SQLException {
        CandleRows.Rows read = told(key, rows.read(connection, ids, key, from, to, limit));
        List<Candle> candles = read.candles();
        long first = candles.size() < limit ? from : candles.get(0).time();
        long begin = openFrom(key, first);
        long end = openFrom(key, Math.min(to, closedTo));
        List<TimeRange> missing = new ArrayList<>();
        if (begin < end && !isWhole(candles, begin, end)) {
            missing.addAll(rows.missing(connection, ids, key, begin, end, Integer.MAX_VALUE));
        }
        read.malformed()
                .forEach(time ->
                        missing.add(new TimeRange(time, time + key.interval().millis())));
        return new StoredRange(candles, missing);
    }

    /** Whether there is a closed and complete candle for each time; then nobody needs to ask what is missing. */
    private static boolean isWhole(List<Candle> candles, long from, long to) {
        long next = from;
        for (Candle candle : candles) {
            if (next < to && candle.time() == next && candle.isClosed() && candle.isComplete()) {
                next = candle.end();
            }
        }
        return next >= to;
    }

    private static long openFrom(CandleKey key, long time) {
        return key.interval().open(time + key.interval().millis() - 1);
    }

    Future<List<TimeRange>> missing(CandleKey key, long from, long to, int limit) {
        return ranges(key, from, to, limit, rows::missing);
    }

    Future<List<TimeRange>> unconfirmed(CandleKey key, long from, long to, int limit) {
        return ranges(key, from, to, limit, rows::unconfirmed);
    }

    private Future<List<TimeRange>> ranges(CandleKey key, long from, long to, int limit, RangeQuery query) {
        long first = openFrom(key, from);
        long end = openFrom(key, to);
        return first >= end
                ? Future.succeededFuture(List.of())
                : queries.query((connection, ids) -> query.ask(connection, ids, key, first, end, limit));
    }
}
