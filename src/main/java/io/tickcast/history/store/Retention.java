package io.tickcast.history.store;

import io.tickcast.config.Settings;
import io.tickcast.market.candle.Interval;
import io.tickcast.storage.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deletion of candles that are older than {@code history.retention}, and of the oldest ones beyond {@code
 * storage.max-size}. It goes piece by piece, so that writes never wait for long. Belongs to the thread of the writer.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private static final long AGE_EVERY_NANOS = Duration.ofHours(1).toNanos();
    private static final long SIZE_EVERY_NANOS = Duration.ofSeconds(30).toNanos();
    /** Most rows that a piece deletes, and most series that it looks at. */
    private static final int ROWS = 1_000;

    private static final int SERIES = 100;
    /** Pages of free space that a piece gives back to the disk. */
    private static final int PAGES = 500;
    /** Part of the span of an interval that is deleted before the size is looked at again. */
    private static final int PARTS = 20;

    private static final String FREE_PAGES = "PRAGMA freelist_count";

    private static final String ALL = "SELECT id, interval FROM tickcast_series";
    private static final String SPANS = "SELECT interval, MIN(oldest), MAX(newest) FROM (SELECT s.interval,"
            + " (SELECT MIN(time) FROM tickcast_candle c WHERE c.series = s.id) AS oldest,"
            + " (SELECT MAX(time) FROM tickcast_candle c WHERE c.series = s.id) AS newest"
            + " FROM tickcast_series s) AS spans WHERE oldest IS NOT NULL GROUP BY interval";
    private static final String DELETE = "DELETE FROM tickcast_candle WHERE series = ? AND time IN"
            + " (SELECT time FROM tickcast_candle WHERE series = ? AND time < ? ORDER BY time LIMIT ?)";
    private static final String DELETE_HOLES = "DELETE FROM tickcast_hole WHERE series = ? AND to_time <= ?";

    private final Map<Interval, Duration> ages;
    private final long maxSize;
    private final StoreCounts counts;
    private final LongSupplier wallMillis;
    private final Deque<Cut> cuts = new ArrayDeque<>();
    private boolean bySize;
    private boolean full;
    private boolean freesPages;
    private long ageAt;
    private long sizeAt;
    private volatile long size = -1;
    /** Begin of what is kept, of each interval, while there is no room for more. */
    private volatile Map<Interval, Long> keptFrom = Map.of();

    /** The candles of a series that are to go. */
    private record Cut(long series, long before) {}

    private record Span(long oldest, long newest) {
        long length() {
            return newest - oldest;
        }
    }

    Retention(
            Settings.History history, Settings.Storage storage, StoreCounts counts, LongSupplier wallMillis, long now) {
        ages = history.retention();
        maxSize = storage.maxSize();
        this.counts = counts;
        this.wallMillis = wallMillis;
        ageAt = now;
        sizeAt = now;
    }

    /** Bytes that the candles take; -1 until it is known. */
    long size() {
        return size;
    }

    /** Open time before which no candles are to be added, since they would be deleted again; 0: there is room. */
    long keptFrom(Interval interval) {
        return keptFrom.getOrDefault(interval, 0L);
    }

    /** Time of the next work, by the clock of {@link System#nanoTime}. */
    long nextAt() {
        return ageAt - sizeAt < 0 ? ageAt : sizeAt;
    }

    /** Whether there is work now. */
    boolean isDue(long now) {
        return !cuts.isEmpty() || freesPages || now - ageAt >= 0 || now - sizeAt >= 0;
    }

    /** Does a piece of the work within the transaction of the writer. */
    void work(Connection connection, Dialect dialect, long now) throws SQLException {
        if (!cuts.isEmpty()) {
            cut(connection);
            if (cuts.isEmpty() && bySize && dialect == Dialect.SQLITE) {
                // There may be more to delete. PostgreSQL knows its size only later.
                sizeAt = now;
            }
        } else if (freesPages) {
            freesPages = giveBack(connection);
        } else if (now - ageAt >= 0) {
            ageAt = now + AGE_EVERY_NANOS;
            bySize = false;
            plan(connection, byAge(spans(connection)));
        } else {
            sizeAt = now + SIZE_EVERY_NANOS;
            measure(connection, dialect);
        }
    }

    private void cut(Connection connection) throws SQLException {
        int deleted = 0;
        int looked = 0;
        try (PreparedStatement candles = connection.prepareStatement(DELETE);
                PreparedStatement holes = connection.prepareStatement(DELETE_HOLES)) {
            while (!cuts.isEmpty() && deleted < ROWS && looked < SERIES) {
                Cut cut = cuts.element();
                candles.setLong(1, cut.series());
                candles.setLong(2, cut.series());
                candles.setLong(3, cut.before());
                candles.setInt(4, ROWS - deleted);
                int rows = candles.executeUpdate();
                deleted += rows;
                looked++;
                if (deleted < ROWS) {
                    holes.setLong(1, cut.series());
                    holes.setLong(2, cut.before());
                    holes.executeUpdate();
                    cuts.remove();
                }
            }
        }
        (bySize ? counts.deletedBySize : counts.deletedByAge).add(deleted);
    }

    private Map<Interval, Long> byAge(Map<Interval, Span> spans) {
        Map<Interval, Long> before = new EnumMap<>(Interval.class);
        spans.forEach((interval, span) -> {
            Duration age = Optional.ofNullable(ages.get(interval)).orElse(Settings.FOREVER);
            if (!age.equals(Settings.FOREVER)) {
                // A wall clock that is set wrong must not delete what is new.
                long now = Math.min(wallMillis.getAsLong(), span.newest() + interval.millis());
                before.put(interval, now - age.toMillis());
            }
        });
        return before;
    }

    private void plan(Connection connection, Map<Interval, Long> before) throws SQLException {
        if (before.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ALL)) {
            while (rows.next()) {
                long id = rows.getLong(1);
                Interval.of(rows.getString(2)).map(before::get).ifPresent(limit -> cuts.add(new Cut(id, limit)));
            }
        }
    }

    private void measure(Connection connection, Dialect dialect) throws SQLException {
        size = number(connection, dialect.size());
        Map<Interval, Long> kept = new EnumMap<>(Interval.class);
        if (size > maxSize - maxSize / PARTS * 2) {
            Map<Interval, Span> spans = spans(connection);
            spans.forEach((interval, span) -> kept.put(interval, span.oldest()));
            if (size > maxSize) {
                cutOldest(connection, spans, kept);
            }
        }
        full &= size > maxSize;
        keptFrom = Map.copyOf(kept);
        freesPages = dialect == Dialect.SQLITE;
    }

    private void cutOldest(Connection connection, Map<Interval, Span> spans, Map<Interval, Long> kept)
            throws SQLException {
        bySize = true;
        Optional<Map.Entry<Interval, Span>> longest = oldest(spans);
        if (longest.isPresent()) {
            Interval interval = longest.get().getKey();
            Span span = longest.get().getValue();
            long before = span.oldest() + Math.max(span.length() / PARTS, interval.millis());
            kept.put(interval, before);
            plan(connection, Map.of(interval, before));
            say(interval);
        }
    }

    private void say(Interval interval) {
        if (!full) {
            full = true;
            LOG.warn(
                    "The candles take more than storage.max-size ({} MB): the oldest of {} are deleted",
                    maxSize / 1_000_000,
                    interval.label());
        }
    }

    /** Short intervals go first, while they reach back for more than a day. */
    private static Optional<Map.Entry<Interval, Span>> oldest(Map<Interval, Span> spans) {
        long day = Interval.DAYS_1.millis();
        return spans.entrySet().stream()
                .filter(span -> span.getValue().length() > day)
                .findFirst()
                .or(() -> spans.entrySet().stream().findFirst());
    }

    /** Oldest and newest open time of each interval, the shortest first. */
    private static Map<Interval, Span> spans(Connection connection) throws SQLException {
        Map<Interval, Span> spans = new EnumMap<>(Interval.class);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SPANS)) {
            while (rows.next()) {
                Span span = new Span(rows.getLong(2), rows.getLong(3));
                Interval.of(rows.getString(1)).ifPresent(interval -> spans.put(interval, span));
            }
        }
        return spans;
    }

    /**
     * Gives pages that no candle needs back to the disk.
     *
     * @return whether there may be more
     */
    private static boolean giveBack(Connection connection) throws SQLException {
        long free = number(connection, FREE_PAGES);
        if (free <= PAGES) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            // Run to its end as an update. As a query it is refused, and execute() would free a single page.
            statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES + ")");
        }
        return number(connection, FREE_PAGES) < free;
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
