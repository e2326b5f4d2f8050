package io.tickcast.feed;

import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The requests that bring the trades of a gap, all of them at once where the exchange counts its trades.
 *
 * @param first number of the first trade, as the exchange counts them; empty: the last ones are asked for
 */
record GapPages(OptionalLong first, int count) {
    /** Trades of one request. */
    private static final int SIZE = 1_000;
    /** Full pages for one gap. */
    static final int MOST = 5;
    /** Trades of a symbol that are fetched at most: half a minute of a busy one has 1,500. */
    static final int MAX_TRADES = MOST * SIZE;

    static GapPages of(TradeProgress progress, HeldTicks hold) {
        long number = hold.first().number();
        if (number <= 0) {
            // A ticker tells how many trades there are, but not how many messages of the exchange.
            return new GapPages(progress.number > 0 ? OptionalLong.of(progress.number + 1) : OptionalLong.empty(), 1);
        }
        long wanted = Math.min(missing(progress, hold), MAX_TRADES);
        int pages = (int) Math.max(1, (wanted + SIZE - 1) / SIZE);
        return new GapPages(OptionalLong.of(Math.max(1, number - wanted)), Math.min(pages, MOST - hold.pages));
    }

    /** Number of missing trades, or an upper bound of it. */
    static long missing(TradeProgress progress, HeldTicks hold) {
        long number = hold.first().number();
        long ids = hold.lastMissing() - progress.trade;
        return number > 0 && progress.number > 0 ? Math.min(number - progress.number - 1, ids) : ids;
    }

    /** Whether more trades of the gap may follow this page at once. */
    static boolean isFull(List<Arrival> page, HeldTicks hold) {
        return page.size() >= SIZE && page.get(page.size() - 1).first() <= hold.lastMissing();
    }

    /** @return the answers in the order of their trades */
    List<Future<List<Arrival>>> request(PastTrades source, String symbol) {
        return IntStream.range(0, count)
                .mapToObj(page -> source.get(
                        symbol,
                        first.isPresent() ? OptionalLong.of(first.getAsLong() + (long) page * SIZE) : first,
                        SIZE))
                .toList();
    }
}
