package io.tickcast.net;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clients of one event loop that have not taken all of their bytes, ordered by the time since they took any. To be
 * used on the event loop alone, but for {@link #isAboveShare} and {@link #relieveSoon}.
 */
public final class UnsentQueue {
    public static final Duration SWEEP = Duration.ofSeconds(1);

    private final UnsentBudget budget;
    private final EventLoop loop;
    private final long patienceNanos;
    private final Set<Backlog> waiting = new LinkedHashSet<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean reliefPending = new AtomicBoolean();

    UnsentQueue(UnsentBudget budget, EventLoop loop, Duration patience) {
        this.budget = budget;
        this.loop = loop;
        patienceNanos = patience.toNanos();
    }

    /** @param progress whether bytes were taken since the last call, even if as many have been added */
    void update(Backlog backlog, long now, boolean progress) {
        long change = now - backlog.bytes;
        if (change != 0) {
            backlog.bytes = now;
            add(change);
        }
        if (now == 0) {
            waiting.remove(backlog);
        } else if (progress || !waiting.contains(backlog)) {
            waiting.remove(backlog);
            waiting.add(backlog);
            backlog.progressAt = System.nanoTime();
        }
        relieveAfter(change);
    }

    private void add(long change) {
        bytes.addAndGet(change);
        budget.add(change);
    }

    private void relieveAfter(long change) {
        if (change > 0 && budget.isExceeded()) {
            budget.relieve();
        }
    }

    /** Bytes that several of the clients wait for. */
    void addShared(int change) {
        add(change);
        relieveAfter(change);
    }

    boolean isAboveShare() {
        return bytes.get() > budget.share();
    }

    /** Later, since the caller may be in the middle of a walk over streams, which must not lose some on the way. */
    void relieveSoon() {
        if (reliefPending.compareAndSet(false, true)) {
            loop.execute(() -> {
                reliefPending.set(false);
                relieve();
            });
        }
    }

    /** Closes connections until the budget holds again, or the rest of the excess is another loop's. */
    void relieve() {
        // First without those that have taken something since they were last looked at.
        for (int left = waiting.size(); left > 0 && isToCut(); left--) {
            Backlog first = waiting.iterator().next();
            if (!first.refresh()) {
                cut(first);
            }
        }
        while (isToCut() && !waiting.isEmpty()) {
            cut(waiting.iterator().next());
        }
    }

    private boolean isToCut() {
        return budget.isExceeded() && isAboveShare();
    }

    private void cut(Backlog backlog) {
        budget.countCut();
        drop(backlog);
    }

    private void drop(Backlog backlog) {
        backlog.cut();
        update(backlog, 0, false);
    }

    /** Looks at all that wait, and ends the answers of which nothing was taken for too long; see {@link #SWEEP}. */
    public void sweep() {
        long now = System.nanoTime();
        for (Backlog backlog : List.copyOf(waiting)) {
            if (!backlog.refresh()
                    && !backlog.isStream
                    && backlog.bytes > 0
                    && now - backlog.progressAt > patienceNanos) {
                budget.countLate();
                drop(backlog);
            }
        }
    }
}
