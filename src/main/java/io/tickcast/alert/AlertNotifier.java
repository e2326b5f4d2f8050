package io.tickcast.alert;

import io.tickcast.alert.delivery.WebhookSender;
import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.alert.store.JournalEntry.Attempted;
import io.tickcast.alert.store.JournalEntry.Step;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.lease.SoleLease;
import io.tickcast.market.BusAddresses;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells nodes, streams and receivers what the node with the lease has found. On each other node it tells that one what it
 * may have missed. Belongs to one event loop.
 */
final class AlertNotifier implements SoleLease.Listener, JournalWriter.Out {
    private static final Logger LOG = LoggerFactory.getLogger(AlertNotifier.class);
    /** A working database has what was found after this. */
    private static final Duration OVERDUE = Duration.ofSeconds(10);

    private static final int MOST_REPEATED = 500;
    private static final int MOST_WANTED = 20_000;

    private final Vertx vertx;
    private final AlertStore store;
    private final NodeMessages messages;
    private final RuleBook book;
    private final FiringLog log;
    private final RuleSync rules;
    private final SharedDatabase database;
    private final NodeClock clock;
    private final long listenMillis;
    private final JournalWriter journal;
    private final Deliveries deliveries;
    private boolean hasLease;
    private boolean isTelling;
    private boolean isLoading;
    private long fired;

    /**
     * @param retry        pauses before each attempt to tell a receiver
     * @param listenMillis for the answers of the other nodes, before this one tells
     */
    AlertNotifier(
            Vertx vertx,
            AlertStore store,
            WebhookSender sender,
            NodeMessages messages,
            RuleBook book,
            FiringLog log,
            RuleSync rules,
            SharedDatabase database,
            NodeClock clock,
            List<Duration> retry,
            long listenMillis) {
        this.vertx = vertx;
        this.store = store;
        this.messages = messages;
        this.book = book;
        this.log = log;
        this.rules = rules;
        this.database = database;
        this.clock = clock;
        this.listenMillis = listenMillis;
        journal = new JournalWriter(vertx, store, this);
        deliveries = new Deliveries(vertx, store, sender, clock, retry, journal::write, this::disable);
    }

    private void disable(String owner, Receiver gone) {
        rules.registry()
                .disable(owner, gone)
                .onFailure(cause -> LOG.warn("A receiver that is gone could not be disabled", cause));
    }

    @Override
    public void begin(PendingDelivery delivery) {
        // Where another node has the lease now, it finds the delivery in the database.
        if (isTelling) {
            deliveries.add(delivery);
        }
    }

    @Override
    public void written(List<Step> steps, List<Attempted> attempts) {
        steps.forEach(step -> tellWritten(step.alert(), step.state()));
        deliveries.written(attempts);
    }

    private void tellWritten(String alert, RuleState state) {
        messages.tell(BusAddresses.ALERTS_WRITTEN, new Fired(alert, state, Optional.empty()));
    }

    /** Passes on a finding of this node: to streams and nodes at once, to receivers once it is written. */
    void pass(FiringLog.Found found) {
        fired += found.firing().isPresent() ? 1 : 0;
        messages.tell(BusAddresses.ALERTS, Fired.of(found));
        journal.write(found.step());
    }

    /** The node that tells has told this. It may end before the database has it. */
    void toldElsewhere(Fired one) {
        if (log.hasBegun()) {
            book.adopt(one.alert(), one.state());
        } else {
            log.adopt(book, one);
        }
    }

    /** A node has found what this one, which tells, may have missed. */
    void foundElsewhere(Fired one) {
        if (!isTelling || log.adopt(book, one) || !log.hasBegun() || journal.waiting() > 0) {
            return;
        }
        boolean isKnown = book.state(one.alert())
                .filter(own -> own.generation() >= one.state().generation())
                .isPresent();
        if (isKnown) {
            tellWritten(one.alert(), one.state());
        } else {
            // Made or changed by a message that never came here, or deleted by one that never came there.
            rules.registry().missed();
        }
    }

    @Override
    public void taken() {
        hasLease = true;
        tellIfDue();
    }

    @Override
    public void released() {
        hasLease = false;
        stopTelling();
    }

    @Override
    public void heldBy(String holder) {
        // Its messages tell all that is needed.
    }

    /** Begins or stops to tell; called now and then, and whenever something has changed. */
    void tellIfDue() {
        if (database.refusal().isPresent()) {
            stopTelling();
        } else if (hasLease && rules.registry().isRead() && !isTelling) {
            isTelling = true;
            // The others may have found what this one has not: it may have started just now.
            vertx.eventBus().publish(BusAddresses.ALERTS_WANTED, "");
            vertx.setTimer(listenMillis, heard -> beginTelling());
        }
    }

    private void beginTelling() {
        // While the database is away, twice is better than not at all: the id is the same.
        rules.storedStates().otherwise(Map.of()).onSuccess(stored -> {
            if (!isTelling) {
                return;
            }
            Map<String, RuleState> states = new HashMap<>();
            stored.forEach((id, kept) -> {
                book.adopt(id, kept.state());
                states.put(id, kept.state());
            });
            log.begin(states);
            loadDeliveries(Long.MAX_VALUE, Deliveries.MOST_WAITING);
        });
    }

    private void loadDeliveries(long before, int most) {
        if (!isTelling || !rules.isOpen() || isLoading) {
            return;
        }
        isLoading = true;
        store.pending(before, most).onComplete(done -> isLoading = false).onSuccess(pending -> {
            if (isTelling) {
                pending.forEach(deliveries::add);
            }
        });
    }

    private void stopTelling() {
        isTelling = false;
        log.end();
        deliveries.clear();
    }

    boolean isTelling() {
        return isTelling;
    }

    /** Tells again what messages may have lost. */
    void repeat() {
        if (isTelling) {
            // Among them those of a node that has lost the lease before it wrote them.
            loadDeliveries(clock.millis() - OVERDUE.toMillis(), deliveries.waiting() + MOST_REPEATED);
        } else {
            tellFound(OVERDUE, MOST_REPEATED);
        }
    }

    /** The node that has the lease now asks for what the others have found. */
    void foundIsWanted() {
        if (!isTelling) {
            tellFound(Duration.ZERO, MOST_WANTED);
        }
    }

    private void tellFound(Duration age, int most) {
        log.overdue(age, most).forEach(found -> messages.tell(BusAddresses.ALERTS_FOUND, Fired.of(found)));
    }

    /** The rule was deleted. */
    void forget(String rule) {
        log.forget(rule);
        deliveries.forget(rule);
    }

    /** @param late prices that were too old for rules */
    AlertCounts counts(long late) {
        return new AlertCounts(
                book.size(),
                isTelling,
                fired,
                deliveries.waiting(),
                deliveries.delivered(),
                deliveries.failed(),
                deliveries.givenUp(),
                journal.waiting(),
                journal.dropped() + log.dropped(),
                late,
                database.refusal());
    }

    /** Stops to tell, and writes what waits. */
    Future<Void> close() {
        stopTelling();
        return journal.close();
    }
}
