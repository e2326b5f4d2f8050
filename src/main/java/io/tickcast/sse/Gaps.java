package io.tickcast.sse;

import io.tickcast.market.Gap;
import io.tickcast.sse.replay.GapLog;
import io.tickcast.sse.replay.GapState;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.replay.NamedGap;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.time.NodeClock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Takes the gaps that feeds name, and those that other nodes have kept. Open streams get what of it is news. */
public final class Gaps {
    private final GapLog log;
    private final ReplayLog replayLog;
    private final ReceiveTimes receiveTimes;
    private final NodeClock clock;
    private final Consumer<GapLog.Entry> streams;

    Gaps(GapLog log, ReplayLog replayLog, ReceiveTimes receiveTimes, NodeClock clock, Consumer<GapLog.Entry> streams) {
        this.log = log;
        this.replayLog = replayLog;
        this.receiveTimes = receiveTimes;
        this.clock = clock;
        this.streams = streams;
    }

    /** Takes a gap from the bus. Two lines may have missed the same trades. */
    void heard(Gap gap) {
        // Of two event loops one may lack ticks that the other has, but not time.
        add(new NamedGap(gap, Math.max(replayLog.reached().cursor(), clock.millis())));
    }

    private void add(NamedGap named) {
        log.add(named, clock.millis()).ifPresent(streams);
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
        for (NamedGap named : past) {
            // An older one may have been told here and be forgotten.
            if (named.cursor() >= oldest) {
                long micros = TimeUnit.MILLISECONDS.toMicros(named.cursor());
                add(new NamedGap(named.gap(), receiveTimes.bounded(micros) / 1_000));
            }
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
