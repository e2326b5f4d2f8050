package io.tickcast.alert;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.InvalidRuleException;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.RuleDraft;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.rule.RuleState.Phase;
import io.tickcast.alert.rule.RuleWithState;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.alert.store.StoredState;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The rules of all owners. They are changed in the database first, and then in the memory of each node. Belongs to one
 * event loop.
 */
final class RuleRegistry {
    private static final int ID_BYTES = 10;
    private static final int TRIES = 5;

    private final AlertStore store;
    private final RuleBook book;
    private final NodeClock clock;
    private final int mostPerOwner;
    private final Consumer<String> changed;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Set<String>> byOwner = new HashMap<>();
    private boolean isRead;
    private boolean hasMissed;
    private boolean isReading;
    /** Changed while all rules are being read, whose rows may be older. */
    private final Set<String> changedMeanwhile = new HashSet<>();

    /**
     * @param mostPerOwner rules that an owner may have
     * @param changed      called with the id of a rule that was made, changed or deleted here
     */
    RuleRegistry(AlertStore store, RuleBook book, NodeClock clock, int mostPerOwner, Consumer<String> changed) {
        this.store = store;
        this.book = book;
        this.clock = clock;
        this.mostPerOwner = mostPerOwner;
        this.changed = changed;
    }

    /** Whether the rules of the database are known. */
    boolean isRead() {
        return isRead;
    }

    /** Whether all rules are being read. */
    boolean isReading() {
        return isReading;
    }

    /** The rules are known, also where there is no database yet. */
    void begin() {
        isRead = true;
    }

    /**
     * Reads all rules, anew if they are known. Not while they are being read.
     *
     * @return the ids of those that are no longer there
     */
    Future<Set<String>> read() {
        isReading = true;
        hasMissed = false;
        return store.rules()
                .onComplete(read -> isReading = false)
                .map(rules -> {
                    Set<String> gone = new HashSet<>();
                    byOwner.values().forEach(gone::addAll);
                    for (RuleWithState read : rules) {
                        gone.remove(read.rule().id());
                        if (!changedMeanwhile.contains(read.rule().id())) {
                            put(read);
                        }
                    }
                    gone.removeAll(changedMeanwhile);
                    gone.forEach(this::forget);
                    isRead = true;
                    return gone;
                })
                .onComplete(read -> changedMeanwhile.clear());
    }

    /** Takes the states of all rules from the database. The rules are read again if the database has others. */
    void compare(Map<String, StoredState> stored) {
        stored.forEach((id, state) -> {
            boolean isKnown = book.rule(id)
                    .filter(rule -> rule.revision() == state.revision())
                    .isPresent();
            hasMissed |= !isKnown;
            book.adopt(id, state.state());
        });
        hasMissed |= stored.size() != book.size();
    }

    /** A change of another node may have been missed: all rules are to be read again. */
    void missed() {
        hasMissed = true;
    }

    boolean hasMissed() {
        return hasMissed;
    }

    /** Reads a rule that another node has changed. */
    Future<Void> read(String id) {
        return store.rule(id)
                .map(read -> {
                    changedNow(id);
                    read.ifPresentOrElse(this::put, () -> forget(id));
                    return true;
                })
                .mapEmpty();
    }

    private void put(RuleWithState read) {
        byOwner.computeIfAbsent(read.rule().owner(), owner -> new LinkedHashSet<>())
                .add(read.rule().id());
        book.put(read.rule(), read.state());
    }

    private void forget(String id) {
        book.rule(id)
                .ifPresent(rule -> byOwner.computeIfPresent(rule.owner(), (owner, ids) -> {
                    ids.remove(id);
                    return ids.isEmpty() ? null : ids;
                }));
        book.remove(id);
    }

    /** It may have been made all the same, as when the answer was lost. */
    private <T> Future<T> orMissed(Future<T> change) {
        return change.onFailure(cause -> missed());
    }

    private void changedHere(String id) {
        changedNow(id);
        changed.accept(id);
    }

    private void changedNow(String id) {
        if (isReading) {
            changedMeanwhile.add(id);
        }
    }

    /** @param complete the draft with all that a new rule needs */
    Future<AlertRule> add(String owner, RuleDraft complete) {
        int known = byOwner.getOrDefault(owner, Set.of()).size();
        if (known >= mostPerOwner) {
            return Future.failedFuture(new TooManyAlertsException(mostPerOwner));
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        AlertRule rule = new AlertRule(
                HexFormat.of().formatHex(id),
                owner,
                1,
                1,
                complete.symbol().orElseThrow(() -> new InvalidRuleException("symbol: name one, such as BTCUSDT")),
                complete.exchange().orElseThrow(),
                complete.when().orElseThrow(() -> new InvalidRuleException("when: say what the alert waits for")),
                complete.rearms().orElse(false),
                complete.note().orElse(""),
                complete.deliver().orElse(List.of()),
                now());
        return orMissed(store.add(rule, mostPerOwner)).map(added -> {
            if (!added) {
                throw new TooManyAlertsException(mostPerOwner);
            }
            put(new RuleWithState(rule, RuleState.of(rule)));
            changedHere(rule.id());
            return rule;
        });
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** @return empty if the owner has no such rule */
    Future<Optional<AlertRule>> change(String owner, String id, RuleDraft draft) {
        return change(
                id, rule -> rule.owner().equals(owner) ? Optional.of(changed(rule, draft)) : Optional.empty(), TRIES);
    }

    private AlertRule changed(AlertRule rule, RuleDraft draft) {
        boolean anew = draft.beginsAnew();
        return new AlertRule(
                rule.id(),
                rule.owner(),
                rule.revision() + 1,
                anew ? rule.generation() + 1 : rule.generation(),
                draft.symbol().orElse(rule.symbol()),
                draft.exchange().orElse(rule.exchange()),
                draft.when().orElse(rule.when()),
                draft.rearms().orElse(rule.rearms()),
                draft.note().orElse(rule.note()),
                draft.deliver().orElse(rule.deliver()),
                anew ? now() : rule.since());
    }

    /** A receiver is gone: no rule of its owner tells it any more. */
    Future<Optional<AlertRule>> disable(String owner, Receiver gone) {
        Future<Optional<AlertRule>> last = Future.succeededFuture(Optional.empty());
        for (AlertRule telling : of(owner)) {
            if (telling.deliver().stream().anyMatch(gone::isSameAs)) {
                // One after the other: the database has other work, too.
                last = last.compose(done -> change(telling.id(), rule -> disabled(rule, gone), TRIES));
            }
        }
        return last;
    }

    private Optional<AlertRule> disabled(AlertRule rule, Receiver gone) {
        List<Receiver> deliver = rule.deliver().stream()
                .map(receiver -> receiver.isSameAs(gone) ? receiver.disable() : receiver)
                .toList();
        return deliver.equals(rule.deliver())
                ? Optional.empty()
                : Optional.of(changed(rule, RuleDraft.delivering(deliver)));
    }

    /** Somebody else may change it at the same time: then it is read and changed again. */
    private Future<Optional<AlertRule>> change(String id, Function<AlertRule, Optional<AlertRule>> change, int tries) {
        Optional<AlertRule> next = book.rule(id).flatMap(change);
        if (next.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        AlertRule rule = next.get();
        return orMissed(store.change(rule)).compose(done -> {
            if (done) {
                put(new RuleWithState(rule, RuleState.of(rule)));
                changedHere(id);
                return Future.succeededFuture(next);
            }
            return tries > 1
                    ? read(id).compose(read -> change(id, change, tries - 1))
                    : Future.failedFuture(
                            new AlertsUnavailableException("Others change this alert at the same time: try again"));
        });
    }

    /** @return false if the owner has no such rule */
    Future<Boolean> delete(String owner, String id) {
        if (find(owner, id).isEmpty()) {
            return Future.succeededFuture(false);
        }
        return orMissed(store.delete(id)).map(deleted -> {
            forget(id);
            changedHere(id);
            return deleted;
        });
    }

    Optional<AlertRule> find(String id) {
        return book.rule(id);
    }

    Optional<AlertRule> find(String owner, String id) {
        return book.rule(id).filter(rule -> rule.owner().equals(owner));
    }

    Collection<AlertRule> of(String owner) {
        return byOwner.getOrDefault(owner, Set.of()).stream()
                .flatMap(id -> book.rule(id).stream())
                .toList();
    }

    /** A rule and its state as its owner sees them. */
    JsonObject shown(AlertRule rule) {
        RuleState state = book.state(rule.id()).orElseGet(() -> RuleState.of(rule));
        boolean hasFired = state.phase() == Phase.FIRED;
        JsonObject shown =
                rule.shown().put("state", hasFired ? "fired" : "armed").put("fired", state.fired());
        return hasFired
                ? shown.put("fired_at", Instant.ofEpochMilli(state.since()).toString())
                : shown;
    }
}
