package io.tickcast.access;

import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.metrics.Meters;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens and tickets. One for all event loops of a node; thread-safe, each caller gets its answers on its own
 * context.
 */
public final class Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
    private static final Duration LEAST_GAP = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int THREADS = 2;
    /**
     * Limit of tokens that are being checked or wait for it (about a second's work), and of those that wait for newer
     * keys.
     */
    private static final int MOST_WAITING = 2_000;

    private final Vertx vertx;
    private final Settings.Jwt settings;
    private final Clock clock;
    private final VerificationKeys keys;
    private final ClaimsChecker claims;
    private final Tickets tickets;
    private final WorkerExecutor checkers;
    private final AtomicInteger checking = new AtomicInteger();
    private final AtomicInteger renewing = new AtomicInteger();
    private final Future<Void> ready;

    /** @param ready fails when there is no sense in going on */
    Authenticator(Vertx vertx, Settings.Jwt settings, Clock clock, VerificationKeys keys, Future<Void> ready) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
        this.keys = keys;
        this.ready = ready;
        claims = new ClaimsChecker(settings);
        tickets = new Tickets(vertx, clock, NodeClock.system()::millis);
        // A signature takes up to a ms: too long for a loop that has prices to bring, when many come at once.
        checkers = vertx.createSharedWorkerExecutor("tickcast-access", THREADS);
    }

    /**
     * An authenticator that reads its keys from now on.
     *
     * @param settings enabled
     */
    public static Authenticator reading(Vertx vertx, Settings.Jwt settings) {
        VerificationKeys keys = new VerificationKeys(vertx, source(vertx, settings), LEAST_GAP);
        Future<Void> read = keys.read();
        // A URL may not answer yet; a file that is wrong will not be right by itself.
        Future<Void> ready = settings.keyFile().isPresent() ? read : Future.succeededFuture();
        return new Authenticator(vertx, settings, Clock.systemUTC(), keys, ready);
    }

    private static KeySource source(Vertx vertx, Settings.Jwt settings) {
        if (settings.keyFile().isPresent()) {
            return new KeyFile(vertx, settings.keyFile().get());
        }
        if (settings.jwks().orElseThrow().getScheme().equals("http")) {
            LOG.warn("auth.jwt.jwks is not an https:// URL: anyone between this node and the issuer can forge tokens");
        }
        return new KeyUrl(vertx, settings.jwks().orElseThrow(), PATIENCE);
    }

    /** Fails with a {@link SettingsException} when the key file is unusable. */
    public Future<Void> ready() {
        return here(ready);
    }

    /** @throws SettingsException when the key file is unusable */
    public static void check(Settings.Jwt settings) {
        if (settings.enabled()) {
            settings.keyFile().ifPresent(KeyFile::keys);
        }
    }

    /** A token that none of the keys here signed, and those of them that were tried. */
    private record Unknown(ParsedToken token, List<VerifyingKey> tried) {}

    /** The rights that a token gives its bearer; fails with an {@link AccessDenied}. */
    public Future<Grant> byToken(String text) {
        return byAnyToken(List.of(text));
    }

    /** The same for the first of these tokens that counts. Newer keys are waited for when none counts by those here. */
    public Future<Grant> byAnyToken(List<String> texts) {
        List<Unknown> unknown = new ArrayList<>();
        return here(firstOf(texts, text -> byKeysHere(text, unknown))
                .recover(refused -> isInvalid(refused) && !unknown.isEmpty()
                        ? bounded(renewing, keys::renew).compose(read -> firstOf(unknown, this::byNewerKey))
                        : Future.failedFuture(refused)));
    }

    private static <T> Future<Grant> firstOf(List<T> tokens, Function<T, Future<Grant>> check) {
        return check.apply(tokens.get(0))
                .recover(refused -> tokens.size() > 1 && isInvalid(refused)
                        ? firstOf(tokens.subList(1, tokens.size()), check)
                        : Future.failedFuture(refused));
    }

    private static boolean isInvalid(Throwable refused) {
        return refused instanceof AccessDenied refusal && refusal.status() == 401;
    }

    /** @param unknown takes the token if none of the keys signed it */
    private Future<Grant> byKeysHere(String text, List<Unknown> unknown) {
        ParsedToken token;
        try {
            token = ParsedToken.parse(text);
        } catch (AccessDenied refusal) {
            return Future.failedFuture(refusal);
        }
        if (!settings.algorithms().contains(token.algorithm().getName())) {
            return Future.failedFuture(AccessDenied.invalid("the token's signature algorithm is not allowed"));
        }
        if (keys.isEmpty()) {
            return Future.failedFuture(AccessDenied.unavailable("the keys for tokens have not been read yet"));
        }
        List<VerifyingKey> known = keys.fitting(token);
        Future<Optional<Grant>> checked =
                known.isEmpty() ? Future.succeededFuture(Optional.empty()) : check(token, known);
        return checked.map(grant -> grant.orElseThrow(() -> {
            unknown.add(new Unknown(token, known));
            return wrongSignature();
        }));
    }

    private static AccessDenied wrongSignature() {
        return AccessDenied.invalid("the token's signature is wrong");
    }

    /** A key may be new, or another one below the same name. */
    private Future<Grant> byNewerKey(Unknown unknown) {
        List<VerifyingKey> now = keys.fitting(unknown.token());
        if (now.isEmpty()) {
            return Future.failedFuture(AccessDenied.invalid("the token is signed with an unknown key"));
        }
        Future<Optional<Grant>> again =
                isSame(now, unknown.tried()) ? Future.succeededFuture(Optional.empty()) : check(unknown.token(), now);
        return again.map(grant -> grant.orElseThrow(Authenticator::wrongSignature));
    }

    private static boolean isSame(List<VerifyingKey> some, List<VerifyingKey> others) {
        return some.stream()
                .map(VerifyingKey::key)
                .toList()
                .equals(others.stream().map(VerifyingKey::key).toList());
    }

    /** @return empty if the token is signed with none of these keys */
    private Future<Optional<Grant>> check(ParsedToken token, List<VerifyingKey> candidates) {
        return bounded(
                checking,
                () -> checkers.executeBlocking(
                        () -> candidates.stream().anyMatch(key -> key.verifies(token))
                                ? Optional.of(claims.check(token.claims(), clock.instant()))
                                : Optional.empty(),
                        false));
    }

    private static <T> Future<T> bounded(AtomicInteger waiting, Supplier<Future<T>> work) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(AccessDenied.unavailable("too many tokens wait to be checked"));
        }
        return work.get().onComplete(done -> waiting.decrementAndGet());
    }

    /** Takes a ticket, which is spent then, and gives its rights; fails with an {@link AccessDenied}. */
    public Future<Grant> byTicket(String ticket) {
        return here(tickets.spend(ticket));
    }

    /** A ticket for this grant; fails with a {@link AccessDenied}. */
    public Future<String> ticket(Grant grant) {
        return here(tickets.issue(grant));
    }

    private <T> Future<T> here(Future<T> future) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> here = Promise.promise();
        future.onComplete((result, cause) -> caller.runOnContext(v -> here.complete(result, cause)));
        return here.future();
    }

    /** Registers the meters of the keys. */
    public Meters meters() {
        return keys.meters();
    }

    /** Time within which a ticket can be used. */
    public Duration ticketLife() {
        return Tickets.LIFE;
    }
}
