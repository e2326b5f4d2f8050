package io.tickcast.publish;

import io.tickcast.net.CooperativeScheduler;
import io.tickcast.publish.PublishedFeed.Read;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads bodies a slice at a time, so that a large one holds up neither its event loop nor smaller ones, and none of a
 * publisher that is too fast. Belongs to one event loop.
 */
final class PostQueue {
    /** Limit of refusals that an answer lists. */
    static final int MOST_REFUSALS = 1_000;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final PublishedFeed feed;
    private final CooperativeScheduler cooperative;
    private final Map<String, TickBudget> budgets = new HashMap<>();

    PostQueue(PublishedFeed feed, CooperativeScheduler cooperative) {
        this.feed = feed;
        this.cooperative = cooperative;
    }

    /** Fails with a {@link PostRefused} when nothing of the body is taken. */
    Future<PostResult> read(Publisher publisher, byte[] body) {
        BodyLines lines = BodyLines.of(body, TickBudget.PER_SECOND);
        if (lines.isBlank()) {
            return Future.failedFuture(PostRefused.empty());
        }
        if (lines.count() > TickBudget.PER_SECOND) {
            return Future.failedFuture(PostRefused.tooFast(
                    1,
                    "The body has more than " + TickBudget.PER_SECOND
                            + " ticks, the most that a publisher may post within a second; send less at a time"));
        }
        long now = System.nanoTime();
        long wait = budgets.computeIfAbsent(publisher.id(), id -> new TickBudget(now))
                .take(lines.count(), now);
        if (wait > 0) {
            return Future.failedFuture(PostRefused.tooFast(
                    Math.max(1, (wait + SECOND_NANOS - 1) / SECOND_NANOS),
                    "Too many ticks: a publisher may post " + TickBudget.PER_SECOND + " within a second"));
        }
        return new Post(publisher, body, lines).read();
    }

    /** Forgets the publishers that have posted nothing for a second. */
    void sweep(long nowNanos) {
        budgets.values().removeIf(budget -> budget.isFull(nowNanos));
    }

    /** A body that is being read. */
    private final class Post {
        private final Publisher publisher;
        private final byte[] body;
        private final BodyLines lines;
        private final List<Refusal> refusals = new ArrayList<>();
        private int accepted;
        private int repeated;
        private int refused;

        Post(Publisher publisher, byte[] body, BodyLines lines) {
            this.publisher = publisher;
            this.body = body;
            this.lines = lines;
        }

        Future<PostResult> read() {
            Promise<PostResult> done = Promise.promise();
            cooperative.forEach(
                    IntStream.range(0, lines.count()).iterator(),
                    this::take,
                    () -> done.complete(new PostResult(accepted, repeated, refusals, refused)));
            return done.future();
        }

        private void take(int index) {
            Read read = feed.take(publisher, body, lines.start(index), lines.end(index), System.nanoTime());
            switch (read.taken()) {
                case ACCEPTED -> accepted++;
                case REPEATED -> repeated++;
                case REFUSED -> {
                    refused++;
                    if (refusals.size() < MOST_REFUSALS) {
                        refusals.add(new Refusal(lines.number(index), read.fault()));
                    }
                }
            }
        }
    }
}
