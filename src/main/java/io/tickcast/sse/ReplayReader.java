package io.tickcast.sse;

import io.tickcast.market.PriceWindow;
import io.tickcast.market.Tick;
import io.tickcast.sse.replay.ReplayBuffer;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Sse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log for streams that are given what they missed: every tick, or for a stream with an interval the newest of
 * each symbol in each interval, standing for those that it leaves out.
 */
final class ReplayReader {
    /** Ticks that one call looks at: about 0.1 ms, 0.3 ms where they are compressed. */
    private static final int TICKS_PER_CALL = 512;
    /** Limit for a call that would end within an interval: one with more ticks is given in several parts. */
    private static final int MAX_TICKS_PER_CALL = 8_192;

    private final ReplayLog log;
    private final ReplayBuffer<Tick> buffer;

    private record Market(String exchange, String symbol) {}

    /** The newest tick of a symbol in an interval. */
    private static final class Newest {
        private Tick tick;
        private long position;
        private @Nullable PriceWindow window;

        Newest(Tick tick) {
            this.tick = tick;
        }

        void add(Tick later, long at, boolean withWindow) {
            tick = later;
            position = at;
            if (withWindow) {
                PriceWindow own = PriceWindow.of(later);
                window = window == null ? own : window.plus(own);
            }
        }

        byte[] data(TickEventEncoder events) {
            return window == null ? events.replayed(tick) : events.data(tick, window);
        }
    }

    ReplayReader(ReplayLog log) {
        this.log = log;
        buffer = log.buffer();
    }

    /**
     * Adds the events of some ticks from this position on.
     *
     * @param floor cursor below which no id may be
     * @return the position after the last tick that was looked at
     */
    long read(SubscriptionGroup group, long from, long floor, List<byte[]> out) {
        long to = Math.min(buffer.head(), from + TICKS_PER_CALL);
        if (group.subscription().intervalMillis() == 0) {
            readAll(group, from, to, floor, out);
            return to;
        }
        long limit = Math.min(buffer.head(), from + MAX_TICKS_PER_CALL);
        long position = from;
        while (position < to) {
            position = readInterval(group, position, limit, floor, out);
        }
        return position;
    }

    private void readAll(SubscriptionGroup group, long from, long to, long floor, List<byte[]> out) {
        for (long position = from; position < to; position++) {
            Tick tick = buffer.at(position);
            if (group.subscription().wants(tick)) {
                Sse.appendPrice(id(position, floor), group.events().replayed(tick), out);
            }
        }
    }

    private long readInterval(SubscriptionGroup group, long from, long limit, long floor, List<byte[]> out) {
        long interval = group.subscription().intervalMillis();
        long end = Math.floorDiv(buffer.cursorAt(from), interval) * interval + interval;
        boolean withWindow = group.events().areOfWindow();
        Map<Market, Newest> bySymbol = new HashMap<>();
        long position = from;
        for (; position < limit && buffer.cursorAt(position) < end; position++) {
            Tick tick = buffer.at(position);
            if (group.subscription().wants(tick)) {
                bySymbol.computeIfAbsent(new Market(tick.exchange(), tick.symbol()), market -> new Newest(tick))
                        .add(tick, position, withWindow);
            }
        }
        List<Newest> inOrder = new ArrayList<>(bySymbol.values());
        inOrder.sort(Comparator.comparingLong(newest -> newest.position));
        for (int i = 0; i < inOrder.size(); i++) {
            byte[] data = inOrder.get(i).data(group.events());
            if (i < inOrder.size() - 1) {
                Sse.appendPrice(data, out);
            } else {
                Sse.appendPrice(id(position - 1, floor), data, out);
            }
        }
        return position;
    }

    private EventId id(long position, long floor) {
        return log.id(Math.max(floor, buffer.cursorAt(position)));
    }
}
