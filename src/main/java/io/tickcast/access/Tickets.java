package io.tickcast.access;

import io.tickcast.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * One-time tickets for clients that can send only a URL. All nodes of a cluster share them; the request that removes a
 * ticket from the shared map is admitted, and no other one can be. The map holds only hashes, so a reader of the map
 * has no ticket. Thread-safe.
 */
final class Tickets {
    static final Duration LIFE = Duration.ofSeconds(30);
    /** Limit of the tickets of this node within one lifetime. */
    static final int MOST = 20_000;

    static final int MOST_OF_ONE_HOLDER = 2_000;

    private static final String MAP = "io.tickcast.tickets";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int RANDOM_BYTES = 32;
    /** Limit of unanswered questions to the other nodes: anyone may send a false ticket. */
    private static final int MOST_ASKED = 2_000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Clock wall;
    private final LongSupplier millis;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Integer> issued = new HashMap<>();
    private int issuedToAll;
    private long window;
    private final AtomicInteger asked = new AtomicInteger();

    /**
     * @param wall   by which tokens expire
     * @param millis by which tickets expire: a clock that all nodes share and that is never set
     */
    Tickets(Vertx vertx, Clock wall, LongSupplier millis) {
        this.vertx = vertx;
        this.wall = wall;
        this.millis = millis;
    }

    /** @return fails with a {@link AccessDenied} when there are too many, or nowhere to keep it */
    Future<String> issue(Grant grant) {
        if (!count(grant.holder())) {
            return Future.failedFuture(
                    AccessDenied.tooMany("too many tickets were requested within the last " + LIFE.toSeconds() + " s"));
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String entry = millis.getAsLong() + LIFE.toMillis() + " " + grant.toText();
        return shared(map -> map.put(hash(ticket), entry, LIFE.toMillis())).map(ticket);
    }

    /** At most twice as many tickets are valid at a time as one window allows, without a message to the other nodes. */
    private synchronized boolean count(String holder) {
        long now = millis.getAsLong() / LIFE.toMillis();
        if (now != window) {
            window = now;
            issuedToAll = 0;
            issued.clear();
        }
        if (issuedToAll >= MOST || issued.getOrDefault(holder, 0) >= MOST_OF_ONE_HOLDER) {
            return false;
        }
        issuedToAll++;
        issued.merge(holder, 1, Integer::sum);
        return true;
    }

    /** @return fails with a {@link AccessDenied} when it is none, or was one */
    Future<Grant> spend(String ticket) {
        if (!FORM.matcher(ticket).matches()) {
            return Future.failedFuture(none());
        }
        return shared(map -> map.remove(hash(ticket))).map(entry -> {
            if (entry == null) {
                throw none();
            }
            int space = entry.indexOf(' ');
            Grant grant = Grant.of(entry.substring(space + 1));
            boolean over = Long.parseLong(entry.substring(0, space)) <= millis.getAsLong()
                    || grant.until()
                            .filter(until -> until.toEpochMilli() <= wall.millis())
                            .isPresent();
            if (over) {
                throw none();
            }
            return grant;
        });
    }

    private static AccessDenied none() {
        return AccessDenied.invalid(
                "the ticket was used before, is older than " + LIFE.toSeconds() + " s, or is not valid");
    }

    private <T> Future<T> shared(Function<AsyncMap<String, String>, Future<T>> use) {
        if (asked.incrementAndGet() > MOST_ASKED) {
            asked.decrementAndGet();
            return unavailable();
        }
        Future<T> answer = vertx.sharedData()
                .<String, String>getAsyncMap(MAP)
                .compose(use)
                .onComplete(answered -> asked.decrementAndGet());
        return Deadline.within(vertx.getOrCreateContext(), PATIENCE, answer).recover(cause -> unavailable());
    }

    private static <T> Future<T> unavailable() {
        return Future.failedFuture(AccessDenied.unavailable("the nodes cannot share tickets at the moment"));
    }

    private static String hash(String ticket) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
