package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Signal;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.sse.signal.SignalReplayLog;
import io.tickcast.testing.Mutations;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Cursors of clients and other nodes, changed at random. */
class ResumeFuzzTest {
    private static final long START = 1_768_028_400_000L;
    private static final long CLOCKS = 2_000;
    private static final int KEPT = 1_000;
    private static final long LAST = 50 * KEPT;
    private static final int COUNT = 30_000;
    private static final String[] IDS = {
        Long.toString(START + 500), Long.toString(START + 12_345), Long.toString(START + LAST), "0"
    };

    private static ReplayLog history() {
        ReplayLog replayLog = new ReplayLog(
                Duration.ofSeconds(60), 100_000, Long.MAX_VALUE, Duration.ofMillis(CLOCKS), START, () -> 0);
        for (int i = 1; i <= KEPT; i++) {
            replayLog.add(builder("BTCUSDT", START + 50L * i, "95000.00")
                    .receivedAt((START + 50L * i) * 1_000)
                    .build());
        }
        return replayLog;
    }

    private static SignalReplayLog signals() {
        SignalReplayLog log = new SignalReplayLog(60_000, KEPT, Long.MAX_VALUE, CLOCKS, START, () -> 0);
        for (int i = 1; i <= KEPT; i++) {
            log.append(
                    new Signal("spread", Integer.toString(i), START + 50L * i, "node", "spread.js"), START + 50L * i);
        }
        return log;
    }

    @Test
    void anIdIsAPlaceAmongThePricesOrNone() {
        ReplayLog replayLog = history();

        int resumed = new Mutations(6, IDS).texts(COUNT, id -> {
            Optional<Long> place = replayLog.resumable(id, START + LAST);
            place.ifPresent(at -> {
                assertThat(id).matches("[0-9]{1,15}");
                assertThat(at).isBetween(START, START + LAST).isLessThanOrEqualTo(Long.parseLong(id));
                assertThat(replayLog.position(at, 3_600_000))
                        .isBetween(replayLog.buffer().tail(), replayLog.buffer().head());
            });
            return place.isPresent();
        });

        assertThat(resumed).isBetween(COUNT / 100, COUNT / 2);
    }

    @Test
    void anIdIsAPlaceAmongTheSignalsOrNone() {
        SignalReplayLog log = signals();

        int resumed = new Mutations(7, IDS).texts(COUNT, id -> {
            Optional<Long> place = log.resumable(id, START + LAST);
            place.ifPresent(at -> {
                assertThat(id).matches("[0-9]{1,15}");
                assertThat(at).isBetween(START, START + LAST).isLessThanOrEqualTo(Long.parseLong(id));
                assertThat(log.resumeFrom(at)).isBetween(log.tail(), log.head());
            });
            return place.isPresent();
        });

        assertThat(resumed).isBetween(COUNT / 100, COUNT / 2);
    }
}
