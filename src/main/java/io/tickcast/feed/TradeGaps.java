package io.tickcast.feed;

import io.tickcast.market.Tick;
import io.tickcast.time.Micros;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Notices trades that a feed has missed, and fetches them. Meanwhile it holds back what came after them, for a short
 * time, so that every consumer gets the trades of a symbol in their order. What could not be had in that time is named.
 * Belongs to one event loop.
 */
final class TradeGaps {
    private static final String TOO_MANY = "they are more than " + GapPages.MAX_TRADES;

    /** Time for another line to bring what this one has missed. */
    private static final long GRACE_MILLIS = 100;
    /** A REST answer may be a little behind the streams. */
    private static final long AGAIN_MILLIS = 500;
    /** Longest time for which newer prices wait. */
    private static final long MAX_HOLD_MILLIS = 3_000;
    /** Time to ask for a later gap among them. */
    private static final long MIN_HOLD_MILLIS = 1_000;

    private static final int MAX_HELD = 5_000;

    private final Vertx vertx;
    private final Optional<PastTrades> source;
    private final Function<String, Future<Long>> heard;
    private final boolean hasOtherLines;
    private final Outlet outlet;
    private final Map<String, TradeProgress> bySymbol = new HashMap<>();

    /** Takes what has no gap before it, and the gaps. */
    interface Outlet {
        /** @return whether it was news */
        boolean publish(Tick tick);

        /** Takes a trade that was missed and fetched. */
        void publishPast(Tick tick);

        /** Names trades that could not be had, and the reason. */
        void lost(String symbol, long from, long to, String why);
    }

    /**
     * @param source empty: nothing can be fetched
     * @param heard  the last trade of a symbol that this node has heard from whichever line; 0: none
     * @param hasOtherLines whether another line may fetch what this one is refused
     */
    TradeGaps(
            Vertx vertx,
            Optional<PastTrades> source,
            Function<String, Future<Long>> heard,
            boolean hasOtherLines,
            Outlet outlet) {
        this.vertx = vertx;
        this.source = source;
        this.heard = heard;
        this.hasOtherLines = hasOtherLines;
        this.outlet = outlet;
    }

    /** The last trades that this node has heard before this feed began. */
    void begin(Map<String, Long> trades) {
        trades.forEach((symbol, trade) -> {
            TradeProgress progress = progress(symbol);
            progress.trade = Math.max(progress.trade, trade);
        });
    }

    /** The symbol is followed no longer: what it misses from here on is no gap. */
    void forget(String symbol) {
        TradeProgress progress = bySymbol.remove(symbol);
        if (progress != null && progress.hold != null) {
            vertx.cancelTimer(progress.hold.timer);
            progress.hold = null;
        }
    }

    private TradeProgress progress(String symbol) {
        return bySymbol.computeIfAbsent(symbol, TradeProgress::new);
    }

    /** @return whether it is news, as far as is known yet */
    boolean take(Tick tick, long first, long number) {
        if (first <= 0 || tick.tradeId() <= 0) {
            return outlet.publish(tick);
        }
        TradeProgress progress = progress(tick.symbol());
        HeldTicks hold = progress.hold;
        if (hold != null && tick.tradeId() <= progress.trade) {
            progress.number = Math.max(progress.number, number);
            return outlet.publish(tick);
        }
        if (progress.isFollowedBy(first, number)) {
            boolean isNews = publish(progress, tick, number);
            if (hold != null) {
                releaseFollowing(progress, hold);
            }
            return isNews;
        }
        Arrival arrival = new Arrival(tick, first, number);
        if (hold == null) {
            await(progress, new HeldTicks(arrival));
        } else {
            hold.add(arrival);
            if (hold.size() == MAX_HELD) {
                giveUpUnlessHeard(progress, hold, "too many newer ones wait for them");
            }
        }
        return true;
    }

    private boolean publish(TradeProgress progress, Tick tick, long number) {
        boolean isNews = outlet.publish(tick);
        progress.advance(tick.tradeId(), number, isNews);
        return isNews;
    }

    private void await(TradeProgress progress, HeldTicks hold) {
        progress.hold = hold;
        long waited = Math.max(0, (Micros.now() - hold.first().tick().receivedAt()) / 1_000);
        hold.timer = vertx.setTimer(
                Math.max(MIN_HOLD_MILLIS, MAX_HOLD_MILLIS - waited),
                timer -> giveUpUnlessHeard(progress, hold, hold.whyNot));
        vertx.setTimer(GRACE_MILLIS, timer -> unlessHeard(progress, hold, () -> fetch(progress, hold)));
    }

    /** Does this unless the missing trades have come from another line; some of them may have. */
    private void unlessHeard(TradeProgress progress, HeldTicks hold, Runnable action) {
        if (progress.hold != hold) {
            return;
        }
        heard.apply(progress.symbol).otherwise(0L).onSuccess(trade -> {
            if (progress.hold != hold) {
                return;
            }
            if (trade >= hold.lastMissing()) {
                release(progress, hold);
            } else {
                progress.heard(trade);
                action.run();
            }
        });
    }

    private void giveUpUnlessHeard(TradeProgress progress, HeldTicks hold, String why) {
        unlessHeard(progress, hold, () -> giveUp(progress, hold, why));
    }

    private void fetch(TradeProgress progress, HeldTicks hold) {
        if (hold.pages == GapPages.MOST) {
            giveUpUnlessDue(progress, hold, TOO_MANY);
            return;
        }
        if (source.isEmpty()) {
            giveUpUnlessDue(progress, hold, "feed." + hold.first().tick().exchange() + ".rest is empty");
            return;
        }
        GapPages pages = GapPages.of(progress, hold);
        fill(progress, hold, pages.request(source.get(), progress.symbol), 0);
    }

    /** Takes the pages in the order of their trades, each as soon as it and those before it have come. */
    private void fill(TradeProgress progress, HeldTicks hold, List<Future<List<Arrival>>> pages, int next) {
        pages.get(next)
                .onSuccess(trades -> {
                    if (progress.hold != hold || close(progress, hold, trades)) {
                        return;
                    }
                    if (GapPages.isFull(trades, hold) && next + 1 < pages.size()) {
                        fill(progress, hold, pages, next + 1);
                    } else if (GapPages.isFull(trades, hold)) {
                        hold.pages += pages.size();
                        fetch(progress, hold);
                    } else {
                        // The exchange is behind. A later page may not be, and would make a gap of the rest of this
                        // one.
                        vertx.setTimer(AGAIN_MILLIS, timer -> unlessHeard(progress, hold, () -> fetch(progress, hold)));
                    }
                })
                .onFailure(cause -> {
                    if (progress.hold == hold) {
                        refused(progress, hold, String.valueOf(cause.getMessage()));
                    }
                });
    }

    private void refused(TradeProgress progress, HeldTicks hold, String why) {
        if (hasOtherLines) {
            hold.whyNot = why;
            listen(progress, hold);
        } else {
            unlessHeard(progress, hold, () -> giveUpUnlessDue(progress, hold, why));
        }
    }

    /** Waits for another line to fetch them, until the hold ends. */
    private void listen(TradeProgress progress, HeldTicks hold) {
        unlessHeard(progress, hold, () -> vertx.setTimer(AGAIN_MILLIS, timer -> listen(progress, hold)));
    }

    /** @return whether these trades close the first gap */
    private boolean close(TradeProgress progress, HeldTicks hold, List<Arrival> trades) {
        hold.fetched = trades;
        String whyNot =
                GapPages.missing(progress, hold) > GapPages.MAX_TRADES ? TOO_MANY : "the exchange leaves them out";
        for (Arrival past : trades) {
            if (!hold.mayFollow(past)) {
                continue;
            }
            if (past.tick().tradeId() <= progress.trade) {
                progress.number = Math.max(progress.number, past.number());
            } else if (past.first() <= hold.lastMissing()) {
                if (!progress.isFollowedBy(past)) {
                    outlet.lost(progress.symbol, progress.trade + 1, past.first() - 1, whyNot);
                }
                outlet.publishPast(past.tick());
                progress.advance(past.tick().tradeId(), past.number(), false);
            }
        }
        return releaseFollowing(progress, hold);
    }

    /** A ticker may come before the trades that it tells of: these are waited for as long as trades come at all. */
    private void giveUpUnlessDue(TradeProgress progress, HeldTicks hold, String why) {
        if (hold.first().number() > 0 || !progress.hasTrades) {
            giveUp(progress, hold, why);
        }
    }

    private void giveUp(TradeProgress progress, HeldTicks hold, String why) {
        progress.hasTrades &= hold.first().number() > 0;
        if (progress.trade < hold.lastMissing()) {
            outlet.lost(progress.symbol, progress.trade + 1, hold.lastMissing(), why);
        }
        release(progress, hold);
    }

    /** Waits no longer for the trades before those that are held back. */
    private void release(TradeProgress progress, HeldTicks hold) {
        progress.trade = Math.max(progress.trade, hold.lastMissing());
        releaseFollowing(progress, hold);
    }

    /**
     * Publishes what is held back up to the next gap among it, if there is one.
     *
     * @return whether the first gap is closed
     */
    private boolean releaseFollowing(TradeProgress progress, HeldTicks hold) {
        if (!progress.isFollowedBy(hold.first())) {
            return false;
        }
        vertx.cancelTimer(hold.timer);
        progress.hold = null;
        while (!hold.isEmpty() && progress.isFollowedBy(hold.first())) {
            Arrival next = hold.takeFirst();
            publish(progress, next.tick(), next.number());
        }
        if (!hold.isEmpty()) {
            HeldTicks rest = hold.rest();
            await(progress, rest);
            // What came for one gap may be in the next one, too.
            close(progress, rest, hold.fetched);
        }
        return true;
    }

    /** Lets go what is held back; the result comes when all of it is published. */
    Future<Void> stop() {
        List<Future<Void>> asked = bySymbol.values().stream()
                .filter(progress -> progress.hold != null)
                .map(progress -> heard.apply(progress.symbol).otherwise(0L).<Void>map(trade -> {
                    letGo(progress, trade);
                    return null;
                }))
                .toList();
        return asked.isEmpty() ? Future.succeededFuture() : Future.join(asked).mapEmpty();
    }

    private void letGo(TradeProgress progress, long heardTrade) {
        for (HeldTicks hold = progress.hold; hold != null; hold = progress.hold) {
            if (heardTrade >= hold.lastMissing()) {
                release(progress, hold);
            } else {
                progress.heard(heardTrade);
                giveUp(progress, hold, "the feed stops");
            }
        }
    }
}
