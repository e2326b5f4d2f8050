package io.tickcast.alert.store;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.StoredJson;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Firings, deliveries and attempts as rows. */
final class DeliveryRows {
    private DeliveryRows() {}

    /** Writes a delivery unless it is there; nothing if its rule was deleted meanwhile. */
    static void begin(Connection connection, PendingDelivery delivery) throws SQLException {
        Firing firing = delivery.firing();
        try (PreparedStatement add = connection.prepareStatement("INSERT INTO tickcast_firing (id, alert, time, firing)"
                + " SELECT ?, id, ?, ? FROM tickcast_alert WHERE id = ? ON CONFLICT DO NOTHING")) {
            add.setString(1, firing.id());
            add.setLong(2, delivery.nextAt());
            add.setString(3, StoredJson.json(firing).encode());
            add.setString(4, firing.alert());
            add.executeUpdate();
        }
        try (PreparedStatement add = connection.prepareStatement(
                "INSERT INTO tickcast_delivery (firing, number, receiver, attempts, next_at)"
                        + " SELECT id, ?, ?, ?, ? FROM tickcast_firing WHERE id = ? ON CONFLICT DO NOTHING")) {
            add.setInt(1, delivery.number());
            add.setString(2, StoredJson.of(delivery.receiver()));
            add.setInt(3, delivery.attempts());
            add.setLong(4, delivery.nextAt());
            add.setString(5, firing.id());
            add.executeUpdate();
        }
    }

    static void attempted(Connection connection, Journal.Attempted attempted) throws SQLException {
        Attempt attempt = attempted.attempt();
        try (PreparedStatement update = connection.prepareStatement("UPDATE tickcast_delivery"
                + " SET attempts = ?, next_at = ? WHERE firing = ? AND number = ? AND next_at >= 0")) {
            update.setInt(1, attempt.attempt());
            update.setLong(2, attempted.nextAt());
            update.setString(3, attempt.firing());
            update.setInt(4, attempt.number());
            update.executeUpdate();
        }
        try (PreparedStatement add =
                connection.prepareStatement("INSERT INTO tickcast_attempt (firing, number, attempt, at, status, error)"
                        + " SELECT firing, number, ?, ?, ?, ? FROM tickcast_delivery WHERE firing = ? AND number = ?"
                        + " ON CONFLICT DO NOTHING")) {
            add.setInt(1, attempt.attempt());
            add.setLong(2, attempt.at());
            add.setInt(3, attempt.status());
            add.setString(4, attempt.error());
            add.setString(5, attempt.firing());
            add.setInt(6, attempt.number());
            add.executeUpdate();
        }
    }

    static List<PendingDelivery> pending(Connection connection, int most) throws SQLException {
        try (PreparedStatement read =
                connection.prepareStatement("SELECT f.firing, d.number, d.receiver, d.attempts, d.next_at"
                        + " FROM tickcast_delivery d JOIN tickcast_firing f ON f.id = d.firing"
                        + " WHERE d.next_at >= 0 ORDER BY d.next_at LIMIT ?")) {
            read.setInt(1, most);
            try (ResultSet rows = read.executeQuery()) {
                List<PendingDelivery> pending = new ArrayList<>();
                while (rows.next()) {
                    pending.add(new PendingDelivery(
                            StoredJson.firing(new JsonObject(rows.getString(1))),
                            rows.getInt(2),
                            StoredJson.receiver(rows.getString(3)),
                            rows.getInt(4),
                            rows.getLong(5)));
                }
                return pending;
            }
        }
    }

    static List<PendingDelivery> stillPending(Connection connection, List<PendingDelivery> deliveries)
            throws SQLException {
        try (PreparedStatement read = connection.prepareStatement("SELECT COUNT(*) FROM tickcast_delivery"
                + " WHERE firing = ? AND number = ? AND next_at >= 0 AND attempts <= ?")) {
            List<PendingDelivery> pending = new ArrayList<>();
            for (PendingDelivery delivery : deliveries) {
                read.setString(1, delivery.firing().id());
                read.setInt(2, delivery.number());
                read.setInt(3, delivery.attempts());
                try (ResultSet rows = read.executeQuery()) {
                    if (rows.next() && rows.getInt(1) > 0) {
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
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM tickcast_firing WHERE time < ?"
                + " AND NOT EXISTS (SELECT 1 FROM tickcast_delivery d WHERE d.firing = id AND d.next_at >= 0)")) {
            delete.setLong(1, time);
            return delete.executeUpdate();
        }
    }
}
