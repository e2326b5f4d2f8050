package io.tickcast.alert;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.alert.store.StoredState;
import io.tickcast.market.BusAddresses;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps the rules in the memory of this node as they are in the database, whichever node changes them. Belongs to one
 * event loop.
 */
final class RuleSync {
    private static final long RETRY_MILLIS = 1_000;

    private final Vertx vertx;
    private final AlertStore store;
    private final RuleBook book;
    private final SharedDatabase database;
    private final boolean isClustered;
    private final Consumer<String> changed;
    private final RuleRegistry registry;
    private boolean isComparing;

    /**
     * @param mostPerOwner rules that an owner may have
     * @param changed      called with the id of a rule that was made, changed or deleted on any node
     */
    RuleSync(
            Vertx vertx,
            AlertStore store,
            RuleBook book,
            SharedDatabase database,
            NodeClock clock,
            int mostPerOwner,
            boolean isClustered,
            Consumer<String> changed) {
        this.vertx = vertx;
        this.store = store;
        this.book = book;
        this.database = database;
        this.isClustered = isClustered;
        this.changed = changed;
        registry = new RuleRegistry(store, book, clock, mostPerOwner, this::changedHere);
    }

    RuleRegistry registry() {
        return registry;
    }

    /** Whether there is a database to ask. */
    boolean isOpen() {
        return database.isKnown() || isClustered || book.size() > 0;
    }

    MessageConsumer<Object> consumer() {
        return vertx.eventBus().consumer(BusAddresses.ALERT_CHANGES, message -> changedElsewhere(message.body()));
    }

    /** Reads the rules, as often as it takes: the database may be away. */
    void begin(Runnable known) {
        vertx.executeBlocking(store::exists)
                // Nodes of a cluster must know before the first rule whether they share a database.
                .compose(exists -> exists || isClustered ? read() : Future.succeededFuture())
                .onSuccess(read -> {
                    registry.begin();
                    known.run();
                })
                .onFailure(cause -> vertx.setTimer(RETRY_MILLIS, timer -> begin(known)));
    }

    private Future<Void> read() {
        return store.id()
                .onSuccess(database::opened)
                .compose(id -> registry.read())
                .mapEmpty();
    }

    private void changedHere(String id) {
        vertx.eventBus().publish(BusAddresses.ALERT_CHANGES, id);
        changed.accept(id);
    }

    private void changedElsewhere(Object message) {
        if (!registry.isRead()) {
            // It may be too late for the read that is under way.
            registry.missed();
        } else if (message instanceof String id) {
            registry.read(id)
                    .onSuccess(read -> changed.accept(id))
                    // Whatever was missed is read once the database works again.
                    .onFailure(cause -> registry.missed());
        }
    }

    /** The states of all rules in the database; none if there is no database. */
    Future<Map<String, StoredState>> storedStates() {
        return isOpen() ? store.states() : Future.succeededFuture(Map.of());
    }

    /** Compares the rules with those of the database. */
    void compare() {
        if (isOpen() && registry.isRead() && !isComparing) {
            isComparing = true;
            store.states().onComplete(done -> isComparing = false).onSuccess(registry::compare);
        }
    }

    /** Reads all rules again if a change was missed. */
    void readMissed() {
        if (registry.hasMissed() && registry.isRead() && !registry.isReading()) {
            registry.read().onSuccess(gone -> gone.forEach(changed)).onFailure(cause -> registry.missed());
        }
    }

    /** Tells the other nodes which database this one has. */
    void tellDatabase() {
        if (isClustered) {
            database.tell();
        } else if (!database.isKnown() && book.size() > 0) {
            store.id().onSuccess(database::opened);
        }
    }
}
