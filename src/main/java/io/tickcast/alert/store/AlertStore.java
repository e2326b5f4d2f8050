package io.tickcast.alert.store;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.RuleWithState;
import io.tickcast.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of all owners, and the log of their deliveries. Thread-safe; each result comes on the context of the caller,
 * and a failure is an {@link AlertStoreException} that says why.
 */
public final class AlertStore {
    private final AlertDatabase database;

    public AlertStore(Vertx vertx, Settings.Storage settings) {
        database = new AlertDatabase(vertx, settings);
    }

    /** Whether there may be anything in it. Blocks for a look at the disk. */
    public boolean exists() {
        return database.exists();
    }

    /** The reason that the last request failed; empty when it did not. */
    public Optional<String> fault() {
        return database.fault();
    }

    /** An id of the database, the same for all nodes that share it. */
    public Future<String> id() {
        return database.read(DatabaseId::read);
    }

    public Future<List<RuleWithState>> rules() {
        return database.read(RuleRows::all);
    }

    public Future<Optional<RuleWithState>> rule(String id) {
        return database.read(connection -> RuleRows.one(connection, id));
    }

    /**
     * Keeps a new rule.
     *
     * @param most rules that its owner may have
     * @return false if the owner has that many
     */
    public Future<Boolean> add(AlertRule rule, int most) {
        return database.transaction(connection -> RuleRows.add(connection, rule, most));
    }

    /**
     * Keeps a changed rule, if it is the next revision of the one that is kept.
     *
     * @return false if somebody else has changed or deleted it meanwhile
     */
    public Future<Boolean> change(AlertRule rule) {
        return database.transaction(connection -> RuleRows.change(connection, rule));
    }

    /** Deletes a rule with its log. @return false if there was none */
    public Future<Boolean> delete(String id) {
        return database.transaction(connection -> RuleRows.delete(connection, id));
    }

    /**
     * Writes all of this or nothing. What was written before is left as it is.
     *
     * @return deliveries that need not begin: they have ended, or their rule was deleted
     */
    public Future<Set<PendingDelivery>> write(List<JournalEntry> entries) {
        return database.transaction(connection -> JournalRows.write(connection, entries));
    }

    /** The states of all rules. */
    public Future<Map<String, StoredState>> states() {
        return database.read(RuleRows::states);
    }

    /**
     * Deliveries that have not ended, those due first.
     *
     * @param before ms since the epoch until which their next attempt is due
     */
    public Future<List<PendingDelivery>> pending(long before, int most) {
        return database.read(connection -> DeliveryRows.pending(connection, before, most));
    }

    /** These deliveries without those that have ended, or that another node has attempted, as far as is written. */
    public Future<List<PendingDelivery>> stillPending(List<PendingDelivery> deliveries) {
        return database.read(connection -> DeliveryRows.stillPending(connection, deliveries));
    }

    /** The newest attempts of a rule's deliveries, newest first, as clients see them. */
    public Future<List<JsonObject>> attempts(String alert, int most) {
        return database.read(connection -> DeliveryRows.attempts(connection, alert, most));
    }

    /**
     * Deletes some of the log of firings before this time, in ms since the epoch, whose deliveries have ended.
     *
     * @return number that were deleted; 0 when none is left
     */
    public Future<Integer> deleteBefore(long time) {
        return database.transaction(connection -> DeliveryRows.deleteBefore(connection, time));
    }

    public Future<Void> close() {
        return database.close();
    }
}
