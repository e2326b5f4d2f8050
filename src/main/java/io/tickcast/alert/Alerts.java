package io.tickcast.alert;

import io.tickcast.alert.delivery.ReceiverCheck;
import io.tickcast.alert.delivery.WebhookSecret;
import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.InvalidRuleException;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.RuleDraft;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.metrics.Meters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The alerts of a node, for whoever asks. Thread-safe; each answer comes on the context of the caller. Failures are an
 * {@link InvalidRuleException}, a {@link TooManyAlertsException}, or say why the database does not work.
 */
public final class Alerts {
    private static final int MOST_ATTEMPTS = 200;

    private final Vertx vertx;
    private final Context home;
    private final RuleRegistry registry;
    private final AlertStore store;
    private final ReceiverCheck check;
    private final Supplier<Optional<String>> refusal;
    private final List<Meters> meters;

    /** @param refusal the reason that alerts are not available; empty when they are */
    Alerts(
            Vertx vertx,
            Context home,
            RuleRegistry registry,
            AlertStore store,
            ReceiverCheck check,
            Supplier<Optional<String>> refusal,
            List<Meters> meters) {
        this.vertx = vertx;
        this.home = home;
        this.registry = registry;
        this.store = store;
        this.check = check;
        this.refusal = refusal;
        this.meters = List.copyOf(meters);
    }

    /** Numbers of alerts, for the status and as metrics. */
    public List<Meters> meters() {
        return meters;
    }

    private <T> Future<T> ask(Supplier<Future<T>> question) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        home.runOnContext(v -> {
            Future<T> asked;
            try {
                asked = available().isEmpty()
                        ? question.get()
                        : Future.failedFuture(
                                new AlertsUnavailableException(available().get()));
            } catch (RuntimeException e) {
                asked = Future.failedFuture(e);
            }
            asked.onComplete(result -> caller.runOnContext(w -> answer.handle(result)));
        });
        return answer.future();
    }

    /** @return the reason that alerts are not available; empty when they are */
    private Optional<String> available() {
        Optional<String> refused = refusal.get();
        return refused.isPresent() || registry.isRead()
                ? refused
                : Optional.of(store.fault().orElse("Alerts are still being read from the database"));
    }

    /**
     * Makes a rule.
     *
     * @param draft with its exchange, and a symbol as the exchange's feed has it
     * @return the rule as its owner sees it, with the secrets that were made for it
     */
    public Future<JsonObject> create(String owner, RuleDraft draft) {
        return ask(() -> {
            RuleDraft complete = checked(draft);
            return registry.add(owner, complete).map(rule -> withNewSecrets(rule, draft));
        });
    }

    /** Checks the receivers, and gives a secret to each that signs and has none. */
    private RuleDraft checked(RuleDraft draft) {
        Optional<List<Receiver>> deliver = draft.deliver()
                .map(all -> all.stream()
                        .map(receiver -> receiver.format() == WebhookFormat.STANDARD
                                        && receiver.secret().isEmpty()
                                ? new Receiver(receiver.webhook(), receiver.format(), WebhookSecret.generate())
                                : receiver)
                        .toList());
        deliver.ifPresent(all -> all.forEach(receiver -> check.problem(receiver).ifPresent(problem -> {
            throw new InvalidRuleException("deliver: " + problem);
        })));
        return new RuleDraft(draft.symbol(), draft.exchange(), draft.when(), draft.rearms(), draft.note(), deliver);
    }

    private JsonObject withNewSecrets(AlertRule rule, RuleDraft draft) {
        JsonObject shown = registry.shown(rule);
        List<Receiver> given = draft.deliver().orElse(List.of());
        JsonArray deliver = shown.getJsonArray("deliver");
        for (int i = 0; i < given.size(); i++) {
            String secret = rule.deliver().get(i).secret();
            if (given.get(i).secret().isEmpty() && !secret.isEmpty()) {
                deliver.getJsonObject(i).put("secret", secret);
            }
        }
        return shown;
    }

    /** Changes a rule. @return the rule as its owner sees it, with new secrets; empty if the owner has no such rule */
    public Future<Optional<JsonObject>> change(String owner, String id, RuleDraft draft) {
        return ask(() -> registry.change(owner, id, checked(draft))
                .map(changed -> changed.map(rule -> withNewSecrets(rule, draft))));
    }

    /** @return false if the owner has no such rule */
    public Future<Boolean> delete(String owner, String id) {
        return ask(() -> registry.delete(owner, id));
    }

    /** The rules of an owner as it sees them, the oldest first. */
    public Future<List<JsonObject>> list(String owner) {
        return ask(() -> Future.succeededFuture(
                registry.of(owner).stream().map(registry::shown).toList()));
    }

    /** @return empty if the owner has no such rule */
    public Future<Optional<JsonObject>> get(String owner, String id) {
        return ask(() -> Future.succeededFuture(registry.find(owner, id).map(registry::shown)));
    }

    /** A rule as it is, for who checks the rights to its symbol. */
    public Future<Optional<AlertRule>> rule(String owner, String id) {
        return ask(() -> Future.succeededFuture(registry.find(owner, id)));
    }

    /** The newest attempts to tell the receivers of a rule, newest first. @return empty if the owner has no such rule */
    public Future<Optional<List<JsonObject>>> deliveries(String owner, String id) {
        return ask(() -> registry.find(owner, id).isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : store.attempts(id, MOST_ATTEMPTS).map(Optional::of));
    }
}
