package io.tickcast.alert.store;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.rule.RuleState.Phase;
import io.tickcast.alert.rule.RuleWithState;
import io.tickcast.alert.rule.StoredJson;
import io.tickcast.alert.store.JournalEntry.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rules and their states as rows of {@code tickcast_alert}. */
final class RuleRows {
    private static final Logger LOG = LoggerFactory.getLogger(RuleRows.class);
    private static final String READ =
            "SELECT id, owner, rule, revision, generation, step, fired, phase, since FROM tickcast_alert";

    private RuleRows() {}

    static List<RuleWithState> all(Connection connection) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(READ);
                ResultSet rows = read.executeQuery()) {
            List<RuleWithState> rules = new ArrayList<>();
            while (rows.next()) {
                rule(rows).ifPresent(rules::add);
            }
            return rules;
        }
    }

    static Optional<RuleWithState> one(Connection connection, String id) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(READ + " WHERE id = ?")) {
            read.setString(1, id);
            try (ResultSet rows = read.executeQuery()) {
                return rows.next() ? rule(rows) : Optional.empty();
            }
        }
    }

    /** @return empty for a row of another hand */
    private static Optional<RuleWithState> rule(ResultSet rows) throws SQLException {
        String id = rows.getString(1);
        try {
            return Optional.of(new RuleWithState(
                    StoredJson.rule(id, rows.getString(2), rows.getInt(4), rows.getInt(5), rows.getString(3)),
                    state(rows, 5)));
        } catch (RuntimeException e) {
            // Without the cause, whose words may hold a webhook.
            LOG.error("The alert {} in the database cannot be read, and is left out", id);
            return Optional.empty();
        }
    }

    /** @param at column of the generation, which the others of the state follow */
    private static RuleState state(ResultSet rows, int at) throws SQLException {
        return new RuleState(
                rows.getInt(at),
                rows.getLong(at + 1),
                rows.getLong(at + 2),
                Phase.valueOf(rows.getString(at + 3)),
                rows.getLong(at + 4));
    }

    static boolean add(Connection connection, AlertRule rule, int most) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement("INSERT INTO tickcast_alert"
                + " (id, owner, rule, revision, generation, step, fired, phase, since)"
                + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?"
                + " WHERE (SELECT COUNT(*) FROM tickcast_alert WHERE owner = ?) < ?")) {
            RuleState state = RuleState.of(rule);
            add.setString(1, rule.id());
            add.setString(2, rule.owner());
            add.setString(3, StoredJson.of(rule));
            add.setInt(4, rule.revision());
            add.setInt(5, rule.generation());
            add.setLong(6, state.step());
            add.setLong(7, state.fired());
            add.setString(8, state.phase().name());
            add.setLong(9, state.since());
            add.setString(10, rule.owner());
            add.setInt(11, most);
            return add.executeUpdate() == 1;
        }
    }

    static boolean change(Connection connection, AlertRule rule) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(
                "UPDATE tickcast_alert SET rule = ?, revision = ? WHERE id = ? AND revision = ?")) {
            change.setString(1, StoredJson.of(rule));
            change.setInt(2, rule.revision());
            change.setString(3, rule.id());
            change.setInt(4, rule.revision() - 1);
            return change.executeUpdate() == 1 && beginAnew(connection, rule);
        }
    }

    /** Only where the generation is another one: otherwise the rule waits on for what it waited for. */
    private static boolean beginAnew(Connection connection, AlertRule rule) throws SQLException {
        try (PreparedStatement begin =
                connection.prepareStatement("UPDATE tickcast_alert SET generation = ?, step = ?, fired = ?, phase = ?,"
                        + " since = ? WHERE id = ? AND generation < ?")) {
            RuleState state = RuleState.of(rule);
            begin.setInt(1, state.generation());
            begin.setLong(2, state.step());
            begin.setLong(3, state.fired());
            begin.setString(4, state.phase().name());
            begin.setLong(5, state.since());
            begin.setString(6, rule.id());
            begin.setInt(7, state.generation());
            begin.executeUpdate();
            return true;
        }
    }

    static void states(Connection connection, List<Step> steps) throws SQLException {
        if (steps.isEmpty()) {
            return;
        }
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE tickcast_alert SET step = ?, fired = ?, phase = ?, since = ?"
                        + " WHERE id = ? AND generation = ? AND step < ?")) {
            for (Step step : steps) {
                RuleState state = step.state();
                update.setLong(1, state.step());
                update.setLong(2, state.fired());
                update.setString(3, state.phase().name());
                update.setLong(4, state.since());
                update.setString(5, step.alert());
                update.setInt(6, state.generation());
                update.setLong(7, state.step());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    static Map<String, StoredState> states(Connection connection) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(
                        "SELECT id, revision, generation, step, fired, phase, since FROM tickcast_alert");
                ResultSet rows = read.executeQuery()) {
            Map<String, StoredState> states = new HashMap<>();
            while (rows.next()) {
                states.put(rows.getString(1), new StoredState(rows.getInt(2), state(rows, 3)));
            }
            return states;
        }
    }

    static boolean delete(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM tickcast_alert WHERE id = ?")) {
            delete.setString(1, id);
            return delete.executeUpdate() == 1;
        }
    }
}
