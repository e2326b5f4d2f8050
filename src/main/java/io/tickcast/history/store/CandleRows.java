package io.tickcast.history.store;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** The candles as rows: written so that a repeat changes nothing, and read in order. Thread-safe. */
final class CandleRows {
    private static final int COMPLETE = 1;
    private static final int CLOSED = 2;
    private static final int CORRECTED = 4;
    private static final int WHOLE = COMPLETE | CLOSED;
    private static final int CONFIRMED = WHOLE | CORRECTED;

    private static final CandleField[] FIELDS = CandleField.values();
    private static final String FIGURES = "open, high, low, close, volume, quote_volume, trades, state";
    /** The state decides: an open candle replaces no closed one, and no lesser one what REST has corrected. */
    private static final String WRITE = "INSERT INTO tickcast_candle AS stored (series, time, " + FIGURES + ")"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (series, time) DO UPDATE SET open = excluded.open,"
            + " high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume,"
            + " quote_volume = excluded.quote_volume, trades = excluded.trades, state = excluded.state"
            + " WHERE (excluded.state >= stored.state OR excluded.state >= " + CORRECTED + ")"
            // A row that stays the same would be written all the same.
            + " AND (excluded.open <> stored.open OR excluded.high <> stored.high OR excluded.low <> stored.low"
            + " OR excluded.close <> stored.close OR excluded.volume <> stored.volume"
            + " OR excluded.quote_volume <> stored.quote_volume OR excluded.trades <> stored.trades"
            + " OR excluded.state <> stored.state)";

    /** One text instead of six: a driver takes a microsecond for each column of each row. */
    private static final String READ = "SELECT time, trades, state, open || ' ' || high || ' ' || low || ' ' || close"
            + " || ' ' || volume || ' ' || quote_volume "
            + "FROM tickcast_candle WHERE series = ? AND time >= ? AND time < ? ORDER BY time DESC LIMIT ?";
    /** Candles of a state and holes as one list of ranges, and each place that none of the ranges before it reaches. */
    private static final String RANGES = "SELECT reached, begun FROM (SELECT begun, MAX(ended) OVER (ORDER BY begun,"
            + " ended ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM ("
            + "SELECT CAST(? AS BIGINT) AS begun, CAST(? AS BIGINT) AS ended"
            + " UNION ALL SELECT time, time + CAST(? AS BIGINT) FROM tickcast_candle"
            + " WHERE series = ? AND time >= ? AND time < ? AND (state & ?) = ?"
            + " UNION ALL SELECT from_time, to_time FROM tickcast_hole"
            + " WHERE series = ? AND to_time > ? AND from_time < ?"
            + " UNION ALL SELECT CAST(? AS BIGINT), CAST(? AS BIGINT)) AS known) AS steps"
            + " WHERE begun > reached ORDER BY begun DESC LIMIT ?";

    private final AtomicLong malformed = new AtomicLong();

    /** Rows that were read and hold no valid candle. */
    long malformed() {
        return malformed.get();
    }

    /** A candle to write, with whether the exchange's REST said so after it was closed. */
    record Entry(Candle candle, boolean correction) {
        int state() {
            int state = candle.isComplete() ? COMPLETE : 0;
            if (candle.isClosed()) {
                state |= CLOSED | (correction ? CORRECTED : 0);
            }
            return state;
        }

        /** As the database decides it, for two in one batch. */
        boolean replaces(Entry earlier) {
            return state() >= earlier.state() || state() >= CORRECTED;
        }
    }

    /**
     * Writes within the transaction.
     *
     * @param entries each key and open time once, in the order of both
     */
    void write(Connection connection, Collection<Entry> entries, Map<CandleKey, Long> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            for (Entry entry : entries) {
                Candle candle = entry.candle();
                statement.setLong(1, SeriesIds.of(ids, candle.key()));
                statement.setLong(2, candle.time());
                int at = 3;
                for (CandleField field : FIELDS) {
                    statement.setString(at++, candle.digits(field));
                }
                statement.setLong(at++, candle.trades());
                statement.setInt(at, entry.state());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The candles of a range, and the open times of rows that hold no valid one. */
    record Rows(List<Candle> candles, List<Long> malformed) {}

    /** The newest candles of a range, oldest first. */
    Rows read(Connection connection, SeriesIds ids, CandleKey key, long from, long to, int limit) throws SQLException {
        OptionalLong id = ids.findStored(connection, key);
        if (id.isEmpty()) {
            return new Rows(List.of(), List.of());
        }
        List<Candle> candles = new ArrayList<>();
        List<Long> malformed = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setLong(1, id.getAsLong());
            statement.setLong(2, from);
            statement.setLong(3, to);
            statement.setInt(4, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    addTo(candles, malformed, key, rows);
                }
            }
        }
        Collections.reverse(candles);
        return new Rows(candles, malformed);
    }

    /** Anyone may have written to the database. */
    private void addTo(List<Candle> candles, List<Long> times, CandleKey key, ResultSet row) throws SQLException {
        long time = row.getLong(1);
        int state = row.getInt(3);
        try {
            candles.add(figures(new CandleBuilder(key, time), row.getString(4))
                    .trades(row.getLong(2))
                    .closed((state & CLOSED) != 0)
                    .complete((state & COMPLETE) != 0)
                    .build());
        } catch (IllegalArgumentException e) {
            malformed.incrementAndGet();
            times.add(time);
        }
    }

    /** @throws IllegalArgumentException if these are not as many figures as a candle has */
    private static CandleBuilder figures(CandleBuilder candle, String row) {
        int from = 0;
        for (CandleField field : FIELDS) {
            int space = row.indexOf(' ', from);
            boolean isLast = field.ordinal() == FIELDS.length - 1;
            if (isLast != space < 0) {
                throw new IllegalArgumentException("a row has other than " + FIELDS.length + " figures");
            }
            candle.figure(field, row.substring(from, isLast ? row.length() : space));
            from = space + 1;
        }
        return candle;
    }

    /**
     * The ranges of open times without a closed, complete candle and outside of the known holes, newest first.
     *
     * @param from an open time of the interval
     * @param to   another one
     */
    List<TimeRange> missing(Connection connection, SeriesIds ids, CandleKey key, long from, long to, int limit)
            throws SQLException {
        return ranges(connection, ids, key, from, to, limit, WHOLE);
    }

    /** The same, and those whose candles were not read from the exchange's history since they have closed. */
    List<TimeRange> unconfirmed(Connection connection, SeriesIds ids, CandleKey key, long from, long to, int limit)
            throws SQLException {
        return ranges(connection, ids, key, from, to, limit, CONFIRMED);
    }

    private static List<TimeRange> ranges(
            Connection connection, SeriesIds ids, CandleKey key, long from, long to, int limit, int state)
            throws SQLException {
        OptionalLong id = ids.findStored(connection, key);
        if (id.isEmpty()) {
            return List.of(new TimeRange(from, to));
        }
        try (PreparedStatement statement = connection.prepareStatement(RANGES)) {
            long series = id.getAsLong();
            long[] values = {
                from, from, key.interval().millis(), series, from, to, state, state, series, from, to, to, to, limit
            };
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            List<TimeRange> ranges = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ranges.add(new TimeRange(rows.getLong(1), rows.getLong(2)));
                }
            }
            return ranges;
        }
    }
}
