package io.tickcast.history.store;

import io.tickcast.history.store.CandleRows.Entry;
import io.tickcast.history.store.WriteQueue.Write;
import io.tickcast.market.candle.CandleKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The writes of one transaction: each candle once, and all in order. PostgreSQL refuses a row twice in a statement, and
 * two writers that took rows in different orders could wait for each other.
 */
final class WriteGroup {
    static final WriteGroup NONE = new WriteGroup(List.of());

    private static final Comparator<Entry> ORDER = Comparator.comparing(
                    (Entry entry) -> entry.candle().key())
            .thenComparingLong(entry -> entry.candle().time());

    private final List<Write> writes;
    private final TreeMap<Entry, Entry> newest = new TreeMap<>(ORDER);
    private final TreeSet<CandleKey> keys = new TreeSet<>();
    private final List<Hole> holes = new ArrayList<>();

    WriteGroup(List<Write> writes) {
        this.writes = writes;
        for (Write write : writes) {
            for (Entry entry : write.entries()) {
                keys.add(entry.candle().key());
                newest.merge(entry, entry, (earlier, later) -> later.replaces(earlier) ? later : earlier);
            }
            holes.addAll(write.holes());
        }
        holes.sort(Comparator.comparing(Hole::key));
        holes.forEach(hole -> keys.add(hole.key()));
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    /** The series of all writes. */
    Collection<CandleKey> keys() {
        return keys;
    }

    /** Candles that are written. */
    int candles() {
        return newest.size();
    }

    /** Candles and holes that wait. */
    int size() {
        return writes.stream().mapToInt(Write::size).sum();
    }

    /**
     * Writes all within the transaction.
     *
     * @return the numbers of the series, to be remembered after the commit
     */
    Map<CandleKey, Long> write(Connection connection, SeriesIds ids, CandleRows rows) throws SQLException {
        Map<CandleKey, Long> numbers = ids.findOrAdd(connection, keys);
        rows.write(connection, newest.values(), numbers);
        for (Hole hole : holes) {
            Holes.add(connection, SeriesIds.of(numbers, hole.key()), hole.range());
        }
        return numbers;
    }

    /** Tells that all is committed. */
    void done() {
        writes.forEach(Write::done);
    }

    void fail(StoreException cause) {
        writes.forEach(write -> write.fail(cause));
    }
}
