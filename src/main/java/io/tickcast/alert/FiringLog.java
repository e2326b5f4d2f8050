package io.tickcast.alert;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.store.JournalEntry.Step;
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
 * The findings of this node: the effects of prices on its rules. The node with the lease passes its findings on. Each
 * other node sees the same prices, and keeps its findings until the database has them. It tells the node with the lease
 * of findings that the latter has missed, and passes them on itself if that node ends. So no crossing is lost with a
 * node. Belongs to one event loop.
 */
final class FiringLog implements RuleBook.Outcomes {
    private static final int MOST_KEPT = 100_000;

    private final NodeClock clock;
    private final long firstPauseMillis;
    private final Out out;
    /** By rule and step, oldest first. */
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private boolean hasLease;
    private long dropped;

    private record Kept(Found found, long at) {}

    /**
     * A finding: the new state of a rule, and its firing.
     *
     * @param firing empty where the rule only waits for something else now
     */
    record Found(Step step, Optional<Firing> firing) {
        String key() {
            return key(step.alert(), step.state());
        }

        static String key(String alert, RuleState state) {
            return alert + ' ' + state.generation() + ' ' + state.step();
        }
    }

    /** Takes what is to be passed on. */
    interface Out {
        void pass(Found found);
    }

    /** @param firstPause before the first attempt to tell a receiver */
    FiringLog(NodeClock clock, Duration firstPause, Out out) {
        this.clock = clock;
        firstPauseMillis = firstPause.toMillis();
        this.out = out;
    }

    /** Number of findings that were dropped because there were too many. */
    long dropped() {
        return dropped;
    }

    @Override
    public void fired(AlertRule rule, RuleState state, Tick tick) {
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
        found(found(rule, state, Optional.of(firing)));
    }

    @Override
    public void changed(AlertRule rule, RuleState state) {
        found(found(rule, state, Optional.empty()));
    }

    /** The step of a rule, with a delivery to each of its receivers if it has fired. */
    Found found(AlertRule rule, RuleState state, Optional<Firing> firing) {
        List<PendingDelivery> deliveries = new ArrayList<>();
        long firstAt = clock.millis() + firstPauseMillis;
        firing.ifPresent(told -> {
            for (int i = 0; i < rule.deliver().size(); i++) {
                Receiver receiver = rule.deliver().get(i);
                if (!receiver.disabled()) {
                    deliveries.add(new PendingDelivery(told, i, receiver, firstAt));
                }
            }
        });
        return new Found(new Step(rule.id(), state, deliveries), firing);
    }

    /**
     * Takes over how far another node has found a rule, if that is further than here. The next node with the lease passes
     * it on, unless the database has it by then.
     *
     * @return whether it was further
     */
    boolean adopt(RuleBook book, Fired one) {
        boolean isNews = book.state(one.alert())
                .filter(own -> own.generation() == one.state().generation()
                        && one.state().isLaterThan(own))
                .isPresent();
        if (isNews) {
            book.adopt(one.alert(), one.state());
            book.rule(one.alert())
                    .map(rule -> found(rule, one.state(), one.firing()))
                    .filter(found -> !kept.containsKey(found.key()))
                    .ifPresent(this::found);
        }
        return isNews;
    }

    /** The rule was deleted. */
    void forget(String rule) {
        kept.values().removeIf(old -> old.found.step().alert().equals(rule));
    }

    private void found(Found found) {
        if (hasLease) {
            out.pass(found);
            return;
        }
        if (kept.size() >= MOST_KEPT) {
            kept.remove(kept.keySet().iterator().next());
            dropped++;
        }
        kept.put(found.key(), new Kept(found, System.nanoTime()));
    }

    /** The database has this. */
    void written(String alert, RuleState state) {
        kept.remove(Found.key(alert, state));
    }

    /** The findings that are older than this, and are not known to be in the database. */
    List<Found> overdue(Duration age, int most) {
        long before = System.nanoTime() - age.toNanos();
        return kept.values().stream()
                .filter(old -> old.at - before < 0)
                .limit(most)
                .map(Kept::found)
                .toList();
    }

    /**
     * This node has the lease from now on.
     *
     * @param stored states by rule: what led to them is in the database
     */
    void begin(Map<String, RuleState> stored) {
        hasLease = true;
        List<Kept> all = List.copyOf(kept.values());
        kept.clear();
        for (Kept old : all) {
            RuleState last = stored.get(old.found.step().alert());
            if (last == null || old.found.step().state().isLaterThan(last)) {
                out.pass(old.found);
            }
        }
    }

    /** Whether this node passes on what it finds. */
    boolean hasBegun() {
        return hasLease;
    }

    void end() {
        hasLease = false;
    }
}
