package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One line, that goes from node to node. */
class TakeoverTrial extends WithTrial {
    private static final int ROUNDS = 2;
    /** 3 s and 500 ms by intent; the rest is for a machine that does much else. */
    private static final long LONGEST_MILLIS = 8_000;

    /** Longest silence of the streams of the other nodes from now until another one feeds. */
    private long untilAnotherFeeds(int before, Runnable end) {
        crowd.forgetSilence();
        long since = System.nanoTime();
        end.run();
        int witness = (before + 1) % NODES;
        Await.until(
                "another node feeds",
                () -> cluster.liveLines(witness).values().stream()
                        .anyMatch(node -> !node.equals(TrialCluster.name(before))));
        crowd.awaitNoneAt(TrialCluster.name(before));
        crowd.awaitAllConnected();
        return crowd.silenceMillis(others(before), since);
    }

    @Test
    void anotherNodeFeedsSoonAfterOneWasKilled() {
        begin(1, Map.of("TICKCAST_DRAIN_TIMEOUT", "8s"));
        for (int round = 1; round <= ROUNDS; round++) {
            int ingest = ingest();
            long silence = untilAnotherFeeds(ingest, () -> cluster.kill(ingest));
            print(
                    "SIGKILL %d: ticks again after %d ms; this test stood still for %d ms",
                    round, silence, crowd.lagMillis());
            assertThat(silence).isLessThan(LONGEST_MILLIS);
            restart(ingest);
        }
        end();
    }

    @Test
    void noTickIsMissedWhenTheOnlyLineIsHandedOver() {
        begin(1, Map.of("TICKCAST_DRAIN_TIMEOUT", "8s"));
        for (int round = 1; round <= ROUNDS; round++) {
            int ingest = ingest();
            long silence = untilAnotherFeeds(ingest, () -> cluster.terminate(ingest));
            assertThat(cluster.exitStatus(ingest)).isZero();
            print(
                    "SIGTERM %d: longest silence %d ms; this test stood still for %d ms; %d missing",
                    round, silence, crowd.lagMillis(), crowd.missing());
            assertThat(silence).isLessThan(LONGEST_MILLIS);
            restart(ingest);
        }
        endWithNothingMissed();
    }
}
