package io.tickcast.alert.store;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.StoredJson;
import io.tickcast.alert.store.JournalEntry.Attempted;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Firings, deliveries and attempts as rows. */
final class DeliveryRows {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRows.class);

    private DeliveryRows() {}

    /**
     * Writes deliveries unless they are there, or their rules were deleted meanwhile.
     *
     * @return the deliveries that need not begin
     */
    static Set<PendingDelivery> begin(Connection connection, List<PendingDelivery> deliveries) throws SQLException {
        if (deliveries.isEmpty()) {
            return Set.of();
        }
        try (PreparedStatement add = connection.prepareStatement("INSERT INTO tickcast_firing (id, alert, time, firing)"
                + " SELECT ?, id, ?, ? FROM tickcast_alert WHERE id = ? ON CONFLICT DO NOTHING")) {
            for (PendingDelivery delivery : deliveries) {
                Firing firing = delivery.firing();
                add.setString(1, firing.id());
                add.setLong(2, delivery.nextAt());
                add.setString(3, StoredJson.json(firing).encode());
                add.setString(4, firing.alert());
                add.addBatch();
            }
            add.executeBatch();
        }
        int[] added;
        try (PreparedStatement add = connection.prepareStatement(
                "INSERT INTO tickcast_delivery (firing, number, receiver, attempts, next_at)"
                        + " SELECT id, ?, ?, ?, ? FROM tickcast_firing WHERE id = ? ON CONFLICT DO NOTHING")) {
            for (PendingDelivery delivery : deliveries) {
                add.setInt(1, delivery.number());
                add.setString(2, StoredJson.of(delivery.receiver()));
                add.setInt(3, delivery.attempts());
                add.setLong(4, delivery.nextAt());
                add.setString(5, delivery.firing().id());
                add.addBatch();
            }
            added = add.executeBatch();
        }
        Set<PendingDelivery> ended = new HashSet<>();
        for (int i = 0; i < added.length; i++) {
            if (added[i] == 0 && !isPending(connection, deliveries.get(i))) {
                ended.add(deliveries.get(i));
            }
        }
        return ended;
    }

    private static boolean isPending(Connection connection, PendingDelivery delivery) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(
                "SELECT COUNT(*) FROM tickcast_delivery WHERE firing = ? AND number = ? AND next_at >= 0")) {
            read.setString(1, delivery.firing().id());
            read.setInt(2, delivery.number());
            try (ResultSet rows = read.executeQuery()) {
                return rows.next() && rows.getInt(1) > 0;
            }
        }
    }

    static void attempted(Connection connection, List<Attempted> attempts) throws SQLException {
        if (attempts.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE tickcast_delivery SET attempts = ?,"
                + " next_at = ? WHERE firing = ? AND number = ? AND next_at >= 0 AND attempts < ?")) {
            for (Attempted attempted : attempts) {
                Attempt attempt = attempted.attempt();
                update.setInt(1, attempt.attempt());
                update.setLong(2, attempted.nextAt());
                update.setString(3, attempt.firing());
                update.setInt(4, attempt.number());
                update.setInt(5, attempt.attempt());
                update.addBatch();
            }
            update.executeBatch();
        }
        try (PreparedStatement add =
                connection.prepareStatement("INSERT INTO tickcast_attempt (firing, number, attempt, at, status, error)"
                        + " SELECT firing, number, ?, ?, ?, ? FROM tickcast_delivery WHERE firing = ? AND number = ?"
                        + " ON CONFLICT DO NOTHING")) {
            for (Attempted attempted : attempts) {
                Attempt attempt = attempted.attempt();
                add.setInt(1, attempt.attempt());
                add.setLong(2, attempt.at());
                add.setInt(3, attempt.status());
                add.setString(4, attempt.error());
                add.setString(5, attempt.firing());
                add.setInt(6, attempt.number());
                add.addBatch();
            }
            add.executeBatch();
        }
    }

    static List<PendingDelivery> pending(Connection connection, long before, int most) throws SQLException {
        try (PreparedStatement read =
                connection.prepareStatement("SELECT f.firing, d.number, d.receiver, d.attempts, d.next_at, f.time"
                        + " FROM tickcast_delivery d JOIN tickcast_firing f ON f.id = d.firing"
                        + " WHERE d.next_at >= 0 AND d.next_at <= ? ORDER BY d.next_at LIMIT ?")) {
            read.setLong(1, before);
            read.setInt(2, most);
            try (ResultSet rows = read.executeQuery()) {
                List<PendingDelivery> pending = new ArrayList<>();
                while (rows.next()) {
                    delivery(rows).ifPresent(pending::add);
                }
                return pending;
            }
        }
    }

    /** @return empty for a row of another hand */
    private static Optional<PendingDelivery> delivery(ResultSet rows) throws SQLException {
        try {
            return Optional.of(new PendingDelivery(
                    StoredJson.firing(new JsonObject(rows.getString(1))),
                    rows.getInt(2),
                    StoredJson.receiver(rows.getString(3)),
                    rows.getInt(4),
                    rows.getLong(5),
                    rows.getLong(6)));
        } catch (RuntimeException e) {
            // Without the cause, whose words may hold a webhook.
            LOG.error("A delivery of an alert in the database cannot be read, and is left out");
            return Optional.empty();
        }
    }

    static List<PendingDelivery> stillPending(Connection connection, List<PendingDelivery> deliveries)
            throws SQLException {
        try (PreparedStatement read = connection.prepareStatement("SELECT COUNT(*) FROM tickcast_delivery"
                + " WHERE firing = ? AND number = ? AND (next_at < 0 OR attempts > ?)")) {
            List<PendingDelivery> pending = new ArrayList<>();
            for (PendingDelivery delivery : deliveries) {
                read.setString(1, delivery.firing().id());
                read.setInt(2, delivery.number());
                read.setInt(3, delivery.attempts());
                try (ResultSet rows = read.executeQuery()) {
                    // One without a row waits to be written.
                    if (rows.next() && rows.getInt(1) == 0) {
                        pending.add(delivery);
                    }
                }
            }
            return pending;
        }
    }

    static List<JsonObject> attempts(Connection connection, String alert, int most) throws SQLException {
        try (PreparedStatement read =
                connection.prepareStatement("SELECT a.firing, a.number, a.attempt, a.at, a.status,"
                        + " a.error, d.receiver, d.attempts, d.next_at"
                        + " FROM tickcast_attempt a JOIN tickcast_delivery d ON d.firing = a.firing AND d.number = a.number"
                        + " JOIN tickcast_firing f ON f.id = a.firing WHERE f.alert = ? ORDER BY a.at DESC, a.attempt DESC"
                        + " LIMIT ?")) {
            read.setString(1, alert);
            read.setInt(2, most);
            try (ResultSet rows = read.executeQuery()) {
                List<JsonObject> attempts = new ArrayList<>();
                while (rows.next()) {
                    attempts.add(attempt(rows));
                }
                return attempts;
            }
        }
    }

    private static JsonObject attempt(ResultSet rows) throws SQLException {
        Attempt attempt = new Attempt(
                rows.getString(1), rows.getInt(2), rows.getInt(3), rows.getLong(4), rows.getInt(5), rows.getString(6));
        JsonObject json = attempt.toJson();
        json.put("webhook", StoredJson.receiver(rows.getString(7)).shown());
        long next = rows.getLong(9);
        boolean isLast = rows.getInt(8) == attempt.attempt();
        return isLast && next >= 0
                ? json.put("next_at", Instant.ofEpochMilli(next).toString())
                : json;
    }

    static int deleteBefore(Connection connection, long time) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM tickcast_firing WHERE id IN"
                + " (SELECT f.id FROM tickcast_firing f WHERE f.time < ? AND NOT EXISTS"
                + " (SELECT 1 FROM tickcast_delivery d WHERE d.firing = f.id AND d.next_at >= 0) LIMIT 1000)")) {
            delete.setLong(1, time);
            return delete.executeUpdate();
        }
    }
}
