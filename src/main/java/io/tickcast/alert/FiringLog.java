package io.tickcast.alert;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What prices did to the rules of this node. The node that tells receivers passes it on; each other node sees the same
 * prices and keeps what it found until that node has said the same, and passes it on if that node ends first. So no
 * crossing is lost with a node. Belongs to one event loop.
 */
final class FiringLog implements RuleBook.Outcomes {
    /** A node ends, and another takes over, in less. */
    private static final long KEPT_MILLIS = Duration.ofMinutes(2).toMillis();

    private static final int MOST_KEPT = 100_000;

    private final NodeClock clock;
    private final long firstPauseMillis;
    private final Out out;
    /** By the rule's id and the step, oldest first: what no other node has said yet. */
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private boolean isTelling;
    private long dropped;

    private record Kept(Fired fired, List<PendingDelivery> deliveries, long at) {}

    /** Takes what is to be told, by the node that tells. */
    interface Out {
        void tell(Fired fired, List<PendingDelivery> deliveries);
    }

    /** @param firstPause before the first attempt to tell a receiver */
    FiringLog(NodeClock clock, Duration firstPause, Out out) {
        this.clock = clock;
        firstPauseMillis = firstPause.toMillis();
        this.out = out;
    }

    /** Firings that were kept for a node that ended, and were too many. */
    long dropped() {
        return dropped;
    }

    @Override
    public void fired(AlertRule rule, RuleState state, Tick tick) {
        long now = clock.millis();
        Firing firing = new Firing(
                "msg_" + rule.id() + '.' + state.generation() + '.' + state.fired(),
                rule.id(),
                rule.owner(),
                rule.symbol(),
                rule.exchange(),
                tick.digits(DecimalField.PRICE),
                tick.age(clock.micros()) / 1_000,
                rule.when(),
                rule.note(),
                Instant.ofEpochMilli(tick.eventTime()),
                tick.isDemo());
        List<PendingDelivery> deliveries = new ArrayList<>();
        for (int i = 0; i < rule.deliver().size(); i++) {
            Receiver receiver = rule.deliver().get(i);
            if (!receiver.disabled()) {
                deliveries.add(new PendingDelivery(firing, i, receiver, 0, now + firstPauseMillis));
            }
        }
        found(Fired.of(rule, state, firing), deliveries, now);
    }

    @Override
    public void changed(AlertRule rule, RuleState state) {
        found(new Fired(rule.id(), state, Optional.empty()), List.of(), clock.millis());
    }

    private void found(Fired fired, List<PendingDelivery> deliveries, long now) {
        if (isTelling) {
            out.tell(fired, deliveries);
            return;
        }
        if (kept.size() >= MOST_KEPT) {
            kept.remove(kept.keySet().iterator().next());
            dropped++;
        }
        kept.put(key(fired), new Kept(fired, deliveries, now));
    }

    private static String key(Fired fired) {
        return fired.alert()
                + ' '
                + fired.state().generation()
                + ' '
                + fired.state().step();
    }

    /** Whether this node has found nothing that no other node has told. */
    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** Another node has told this. */
    void told(Fired fired) {
        kept.remove(key(fired));
    }

    /** Forgets what the node that tells did not find, as when it has not seen that price. */
    void expire() {
        long before = clock.millis() - KEPT_MILLIS;
        kept.values().removeIf(old -> old.at < before);
    }

    /**
     * This node tells from now on.
     *
     * @param written states by rule: what led to them has been told
     */
    void beginTelling(Map<String, RuleState> written) {
        isTelling = true;
        List<Kept> all = List.copyOf(kept.values());
        kept.clear();
        for (Kept old : all) {
            RuleState last = written.get(old.fired.alert());
            boolean isTold = last != null && !old.fired.state().isLaterThan(last);
            if (!isTold) {
                out.tell(old.fired, old.deliveries);
            }
        }
    }

    void endTelling() {
        isTelling = false;
    }
}
