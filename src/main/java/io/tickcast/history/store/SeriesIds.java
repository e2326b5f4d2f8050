package io.tickcast.history.store;

import io.tickcast.market.candle.CandleKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbers under which the database keeps the series, remembered since they never change within one database.
 * Thread-safe.
 */
final class SeriesIds {
    private static final String FIND =
            "SELECT id FROM tickcast_series WHERE exchange = ? AND symbol = ? AND interval = ?";
    private static final String ADD =
            "INSERT INTO tickcast_series (exchange, symbol, interval) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    private final Map<CandleKey, Long> known = new ConcurrentHashMap<>();

    /** The number of a series; empty when nothing was stored of it. */
    OptionalLong find(Connection connection, CandleKey key) throws SQLException {
        Long id = known.get(key);
        return id == null ? look(connection, key) : OptionalLong.of(id);
    }

    /** The same outside of a transaction: it is remembered. */
    OptionalLong findStored(Connection connection, CandleKey key) throws SQLException {
        OptionalLong id = find(connection, key);
        id.ifPresent(found -> known.put(key, found));
        return id;
    }

    private OptionalLong look(Connection connection, CandleKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            bind(statement, key);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /**
     * The numbers of these series, which are added if they are new. They are not remembered before {@link #remember}:
     * the transaction may fail.
     *
     * @param keys in order, so that two writers cannot wait for each other
     */
    Map<CandleKey, Long> findOrAdd(Connection connection, Collection<CandleKey> keys) throws SQLException {
        Map<CandleKey, Long> ids = new HashMap<>();
        for (CandleKey key : keys) {
            OptionalLong id = find(connection, key);
            ids.put(key, id.isPresent() ? id.getAsLong() : add(connection, key));
        }
        return ids;
    }

    private long add(Connection connection, CandleKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            bind(statement, key);
            statement.executeUpdate();
        }
        return look(connection, key).orElseThrow(() -> new SQLException("the series " + key + " was not stored"));
    }

    private static void bind(PreparedStatement statement, CandleKey key) throws SQLException {
        statement.setString(1, key.exchange());
        statement.setString(2, key.symbol());
        statement.setString(3, key.interval().label());
    }

    static long of(Map<CandleKey, Long> ids, CandleKey key) throws SQLException {
        Long id = ids.get(key);
        if (id == null) {
            throw new SQLException("no number for " + key);
        }
        return id;
    }

    /** After the commit of their transaction. */
    void remember(Map<CandleKey, Long> ids) {
        known.putAll(ids);
    }

    /** Forgets all: another database may have answered, such as one without the last transactions. */
    void forget() {
        known.clear();
    }
}
