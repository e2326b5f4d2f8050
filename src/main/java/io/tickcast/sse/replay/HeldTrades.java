package io.tickcast.sse.replay;

import io.tickcast.market.Gap;
import io.tickcast.market.Tick;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The trades right before some gaps, and the last ones of these gaps, as far as they are in a replay log. */
public final class HeldTrades {
    private final Map<Market, Trades> byMarket = new HashMap<>();

    private record Market(String exchange, String symbol) {}

    private record Trades(Set<Long> asked, Set<Long> held) {}

    public HeldTrades(ReplayBuffer<Tick> buffer, Collection<Gap> gaps) {
        for (Gap gap : gaps) {
            if (gap.kind() != Gap.Kind.TRADES) {
                continue;
            }
            Set<Long> asked = byMarket.computeIfAbsent(
                            new Market(gap.exchange(), gap.symbol()),
                            none -> new Trades(new HashSet<>(), new HashSet<>()))
                    .asked;
            asked.add(gap.from() - 1);
            asked.add(gap.to());
        }
        for (long position = buffer.tail(); !gaps.isEmpty() && position < buffer.head(); position++) {
            Tick tick = buffer.at(position);
            Trades trades = byMarket.get(new Market(tick.exchange(), tick.symbol()));
            if (trades != null && trades.asked.contains(tick.tradeId())) {
                trades.held.add(tick.tradeId());
            }
        }
    }

    /**
     * Whether the log has the last trade of the gap, and the one right before it. A line gives a trade when those since
     * the last one are there, or are named as a gap of its own.
     */
    public boolean span(Gap gap) {
        Trades trades = byMarket.get(new Market(gap.exchange(), gap.symbol()));
        return gap.kind() == Gap.Kind.TRADES
                && trades != null
                && trades.held.contains(gap.from() - 1)
                && trades.held.contains(gap.to());
    }
}
