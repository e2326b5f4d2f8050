package io.tickcast.publish;

import io.tickcast.config.Settings;
import io.tickcast.metrics.Meters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Takes bodies of ticks from all event loops, and bounds how many are under way. One for each node, which runs while
 * its {@link PublishVerticle} does. Thread-safe.
 */
public final class Publishing {
    /** Limit of bodies that are being received or read. */
    static final int MOST_OPEN = 64;
    /** Limit of those of one publisher, so that a slow one leaves room for others. */
    static final int MOST_OPEN_OF_ONE = 16;

    private final Settings.Published settings;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> openByPublisher = new ConcurrentHashMap<>();
    private final LongAdder posts = new LongAdder();
    private final LongAdder ticks = new LongAdder();
    private final LongAdder repeats = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder tooFast = new LongAdder();
    private final LongAdder tooMany = new LongAdder();
    private final Meters meters = new Meters();
    private volatile @Nullable Reading reading;

    /** The verticle that reads bodies, with its context. */
    record Reading(Context context, PostQueue queue) {}

    public Publishing(Settings.Published settings) {
        this.settings = settings;
        meters.counter("posts", "tickcast_publish_posts", posts::sum).help("Bodies of posted ticks that were read");
        meters.counter("ticks", "tickcast_publish_ticks", ticks::sum).help("Posted ticks that were new");
        meters.counter("repeats", "tickcast_publish_repeats", repeats::sum).help("Posted ticks that were not new");
        meters.counter("refused", "tickcast_publish_refused", refused::sum).help("Posted lines that were refused");
        meters.counter("too_fast", "tickcast_publish_too_fast", tooFast::sum)
                .help("Bodies of posted ticks refused because their publisher was too fast");
        meters.gauge("open", "tickcast_publish_open", open::get)
                .help("Bodies of posted ticks that are being received or read");
        meters.gauge("max", "tickcast_publish_open_max", () -> MOST_OPEN)
                .help("Limit of bodies of posted ticks that are being received or read");
        meters.counter("too_many", "tickcast_publish_too_many", tooMany::sum)
                .help("Bodies of posted ticks refused because too many were being received or read");
    }

    /** Names of the sources, in the order of the settings. */
    public List<String> sources() {
        return settings.names();
    }

    public Meters meters() {
        return meters;
    }

    Settings.Published settings() {
        return settings;
    }

    void begin(Context context, PostQueue queue) {
        reading = new Reading(context, queue);
    }

    void end() {
        reading = null;
    }

    /**
     * @return the reason that a body of this publisher cannot be received now; empty: it can, and {@link #leave} must
     *     follow
     */
    public Optional<PostRefused> enter(Publisher publisher) {
        if (open.incrementAndGet() > MOST_OPEN) {
            open.decrementAndGet();
            tooMany.increment();
            return Optional.of(PostRefused.unavailable("Too many bodies of ticks are being received"));
        }
        if (openByPublisher.merge(publisher.id(), 1, Integer::sum) > MOST_OPEN_OF_ONE) {
            leave(publisher);
            tooMany.increment();
            return Optional.of(PostRefused.tooFast(
                    1, "Too many posts at once: this node reads " + MOST_OPEN_OF_ONE + " of one publisher"));
        }
        return Optional.empty();
    }

    /** Ends what {@link #enter} began. */
    public void leave(Publisher publisher) {
        open.decrementAndGet();
        openByPublisher.computeIfPresent(publisher.id(), (id, count) -> count == 1 ? null : count - 1);
    }

    /**
     * Takes the ticks of a body.
     *
     * @return on the caller's context; fails with a {@link PostRefused} when nothing of it was taken
     */
    public Future<PostResult> post(Vertx vertx, Publisher publisher, byte[] body) {
        Reading running = reading;
        if (running == null) {
            return Future.failedFuture(PostRefused.unavailable("This node takes no ticks now"));
        }
        Context caller = vertx.getOrCreateContext();
        Promise<PostResult> done = Promise.promise();
        running.context.runOnContext(v -> running.queue
                .read(publisher, body)
                .onComplete((result, cause) -> caller.runOnContext(back -> done.complete(result, cause))));
        return done.future().onSuccess(this::count).onFailure(cause -> {
            if (cause instanceof PostRefused refusal && refusal.status() == 429) {
                tooFast.increment();
            }
        });
    }

    private void count(PostResult result) {
        posts.increment();
        ticks.add(result.accepted());
        repeats.add(result.repeated());
        refused.add(result.refused());
    }
}
