package io.tickcast.sse;

import io.tickcast.market.Gap;
import io.tickcast.sse.replay.GapLog;
import io.tickcast.sse.replay.GapState;
import io.tickcast.sse.replay.HeldTrades;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.replay.NamedGap;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.time.NodeClock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Takes the gaps that feeds name, and those that other nodes have kept. Open streams get what of it is news. */
public final class Gaps {
    private final GapLog log;
    private final ReplayLog replayLog;
    private final ReceiveTimes receiveTimes;
    private final NodeClock clock;
    private final BiConsumer<GapLog.Entry, Runnable> streams;

    /** @param streams tells the open streams of a gap; runs the task when all are told */
    Gaps(
            GapLog log,
            ReplayLog replayLog,
            ReceiveTimes receiveTimes,
            NodeClock clock,
            BiConsumer<GapLog.Entry, Runnable> streams) {
        this.log = log;
        this.replayLog = replayLog;
        this.receiveTimes = receiveTimes;
        this.clock = clock;
        this.streams = streams;
    }

    /** Takes a gap from the bus. Two lines may have missed the same trades. */
    void heard(Gap gap) {
        // Of two event loops one may lack ticks that the other has, but not time.
        log.add(new NamedGap(gap, cursor()), clock.millis()).ifPresent(this::tell);
    }

    private long cursor() {
        return Math.max(replayLog.reached().cursor(), clock.millis());
    }

    /** Streams that are told in a later turn may have got newer ticks before. */
    private void tell(GapLog.Entry entry) {
        log.tell(entry);
        streams.accept(entry, () -> log.told(entry, cursor()));
    }

    /** Drops what no client can have missed any more. */
    void expire() {
        log.expire(clock.millis());
    }

    /** A page of what this hub has kept; see {@link GapLog#past}. */
    public HistoryPage<NamedGap> past(long from) {
        return log.past(from, replayLog.buffer().coveredFrom());
    }

    /** Takes in what another node has kept. */
    public void catchUp(List<NamedGap> past) {
        long oldest = clock.millis() - replayLog.spanMillis();
        // An older one may have been told here and be forgotten.
        List<NamedGap> kept =
                past.stream().filter(named -> named.cursor() >= oldest).toList();
        HeldTrades here = new HeldTrades(
                replayLog.buffer(), kept.stream().map(NamedGap::gap).toList());
        for (NamedGap named : kept) {
            long micros = TimeUnit.MILLISECONDS.toMicros(named.cursor());
            log.add(new NamedGap(named.gap(), receiveTimes.bounded(micros) / 1_000), clock.millis())
                    // The streams of this node had the trades; clients of the other one may come here.
                    .filter(entry -> !here.span(entry.gap()))
                    .ifPresent(this::tell);
        }
    }

    /** The clock of cursors has moved. */
    void startAnew() {
        log.startAnew(clock.millis());
    }

    public GapState state() {
        return log.state();
    }
}
