package io.tickcast.feed;

import io.tickcast.market.Tick;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Notices trades that a feed has missed, and fetches them. Meanwhile it holds back what came after them, for a short
 * time, so that every consumer gets the trades of a symbol in their order. What could not be had in that time is named.
 * Belongs to one event loop.
 */
final class TradeGaps {
    /** Trades of a symbol that are fetched at most, in one request. */
    static final int MAX_FETCHED = 1_000;

    /** Time for another line to bring what this one has missed. */
    private static final long GRACE_MILLIS = 100;
    /** A REST answer may be a little behind the streams. */
    private static final long AGAIN_MILLIS = 500;
    /** Longest time for which newer prices wait. */
    private static final long MAX_HOLD_MILLIS = 3_000;

    private static final int MAX_HELD = 5_000;

    private final Vertx vertx;
    private final Optional<PastTrades> source;
    private final Function<String, Future<Long>> heard;
    private final Outlet outlet;
    private final Map<String, Progress> bySymbol = new HashMap<>();

    /** Takes what has no gap before it, and the gaps. */
    interface Outlet {
        /** @return whether it was news */
        boolean publish(Tick tick);

        /** Takes a trade that was missed and fetched. */
        void publishPast(Tick tick);

        /** Names trades that could not be had, and the reason. */
        void lost(String symbol, long from, long to, String why);
    }

    /** How far a symbol has come. */
    private static final class Progress {
        private final String symbol;
        private long trade;
        /** By which the exchange counts; 0: not known. */
        private long number;

        private @Nullable Hold hold;

        Progress(String symbol) {
            this.symbol = symbol;
        }

        boolean isFollowedBy(Arrival arrival) {
            return isFollowedBy(arrival.first(), arrival.number());
        }

        boolean isFollowedBy(long first, long next) {
            return trade == 0 || first <= trade + 1 || (number > 0 && next == number + 1);
        }

        void advance(long last, long counted, boolean isNews) {
            if (isNews && last < trade) {
                // Ids have begun anew.
                trade = last;
                number = counted;
            } else {
                trade = Math.max(trade, last);
                number = Math.max(number, counted);
            }
        }
    }

    /** What waits for the trades before it. */
    private static final class Hold {
        private final List<Arrival> held = new ArrayList<>();
        private final long to;
        private long timer;

        Hold(long to) {
            this.to = to;
        }
    }

    /**
     * @param source empty: nothing can be fetched
     * @param heard  the last trade of a symbol that this node has heard from whichever line; 0: none
     */
    TradeGaps(Vertx vertx, Optional<PastTrades> source, Function<String, Future<Long>> heard, Outlet outlet) {
        this.vertx = vertx;
        this.source = source;
        this.heard = heard;
        this.outlet = outlet;
    }

    /** The last trades that this node has heard before this feed began. */
    void begin(Map<String, Long> trades) {
        trades.forEach((symbol, trade) -> {
            Progress progress = progress(symbol);
            progress.trade = Math.max(progress.trade, trade);
        });
    }

    /** The symbol is followed no longer: what it misses from here on is no gap. */
    void forget(String symbol) {
        Progress progress = bySymbol.remove(symbol);
        if (progress != null && progress.hold != null) {
            vertx.cancelTimer(progress.hold.timer);
            progress.hold = null;
        }
    }

    private Progress progress(String symbol) {
        return bySymbol.computeIfAbsent(symbol, Progress::new);
    }

    /** @return whether it is news, as far as is known yet */
    boolean take(Tick tick, long first, long number) {
        if (first <= 0 || tick.tradeId() <= 0) {
            return outlet.publish(tick);
        }
        Progress progress = progress(tick.symbol());
        Hold hold = progress.hold;
        if (hold == null && progress.isFollowedBy(first, number)) {
            boolean isNews = outlet.publish(tick);
            progress.advance(tick.tradeId(), number, isNews);
            return isNews;
        }
        if (hold == null) {
            hold = new Hold(first - 1);
            progress.hold = hold;
            hold.held.add(new Arrival(tick, first, number));
            start(progress, hold);
        } else if (isMissing(progress, hold, tick) && progress.isFollowedBy(first, number)) {
            boolean isNews = outlet.publish(tick);
            progress.advance(tick.tradeId(), number, isNews);
            releaseIfFilled(progress, hold);
            return isNews;
        } else {
            hold.held.add(new Arrival(tick, first, number));
            if (hold.held.size() == MAX_HELD) {
                giveUpUnlessHeard(progress, hold, "too many newer ones wait for them");
            }
        }
        return true;
    }

    /** Whether it belongs before what is held back, or is the trade of the ticker that is the first of these. */
    private static boolean isMissing(Progress progress, Hold hold, Tick tick) {
        return tick.tradeId() > progress.trade
                && tick.tradeId() <= hold.held.get(0).tick().tradeId();
    }

    private void start(Progress progress, Hold hold) {
        hold.timer = vertx.setTimer(
                MAX_HOLD_MILLIS,
                timer -> giveUpUnlessHeard(progress, hold, "they did not come within " + MAX_HOLD_MILLIS + " ms"));
        vertx.setTimer(GRACE_MILLIS, timer -> unlessHeard(progress, hold, () -> fetch(progress, hold)));
    }

    /** How many are missing, or at most so many. */
    private static long count(Progress progress, Hold hold) {
        long number = hold.held.get(0).number();
        return number > 0 && progress.number > 0 ? number - progress.number - 1 : hold.to - progress.trade;
    }

    /** Does this unless the missing trades have come from another line. */
    private void unlessHeard(Progress progress, Hold hold, Runnable action) {
        if (progress.hold != hold) {
            return;
        }
        heard.apply(progress.symbol).otherwise(0L).onSuccess(trade -> {
            if (progress.hold != hold) {
                return;
            }
            if (trade >= hold.to) {
                release(progress, hold);
            } else {
                action.run();
            }
        });
    }

    private void giveUpUnlessHeard(Progress progress, Hold hold, String why) {
        unlessHeard(progress, hold, () -> giveUp(progress, hold, why));
    }

    private void fetch(Progress progress, Hold hold) {
        if (count(progress, hold) > MAX_FETCHED) {
            giveUp(progress, hold, "they are more than " + MAX_FETCHED);
            return;
        }
        if (source.isEmpty()) {
            giveUp(progress, hold, "feed." + hold.held.get(0).tick().exchange() + ".rest is empty");
            return;
        }
        source.get()
                .get(progress.symbol, first(progress, hold), MAX_FETCHED)
                .onSuccess(trades -> {
                    if (progress.hold == hold) {
                        fill(progress, hold, trades);
                    }
                })
                .onFailure(cause -> giveUpUnlessHeard(progress, hold, String.valueOf(cause.getMessage())));
    }

    /** Where the missing ones begin in the exchange's count, or earlier. */
    private static OptionalLong first(Progress progress, Hold hold) {
        if (progress.number > 0) {
            return OptionalLong.of(progress.number + 1);
        }
        long number = hold.held.get(0).number();
        return number > 0 ? OptionalLong.of(Math.max(1, number - count(progress, hold))) : OptionalLong.empty();
    }

    private void fill(Progress progress, Hold hold, List<Arrival> trades) {
        for (Arrival past : trades) {
            if (past.tick().tradeId() <= progress.trade) {
                progress.number = Math.max(progress.number, past.number());
            } else if (past.first() <= hold.to) {
                if (!progress.isFollowedBy(past)) {
                    outlet.lost(progress.symbol, progress.trade + 1, past.first() - 1, "the exchange leaves them out");
                }
                outlet.publishPast(past.tick());
                progress.advance(past.tick().tradeId(), past.number(), false);
            }
        }
        if (!releaseIfFilled(progress, hold)) {
            vertx.setTimer(AGAIN_MILLIS, timer -> unlessHeard(progress, hold, () -> fetch(progress, hold)));
        }
    }

    private boolean releaseIfFilled(Progress progress, Hold hold) {
        boolean isFilled = progress.trade >= hold.to || progress.isFollowedBy(hold.held.get(0));
        if (isFilled) {
            release(progress, hold);
        }
        return isFilled;
    }

    private void giveUp(Progress progress, Hold hold, String why) {
        if (progress.trade < hold.to) {
            outlet.lost(progress.symbol, progress.trade + 1, hold.to, why);
        }
        release(progress, hold);
    }

    private void release(Progress progress, Hold hold) {
        vertx.cancelTimer(hold.timer);
        progress.hold = null;
        progress.trade = Math.max(progress.trade, hold.to);
        // There may be another gap among them.
        hold.held.forEach(next -> take(next.tick(), next.first(), next.number()));
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

    private void letGo(Progress progress, long heardTrade) {
        for (Hold hold = progress.hold; hold != null; hold = progress.hold) {
            if (heardTrade >= hold.to) {
                release(progress, hold);
            } else {
                giveUp(progress, hold, "the feed stops");
            }
        }
    }
}
