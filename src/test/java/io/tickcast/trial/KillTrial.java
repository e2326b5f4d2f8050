package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nodes die at any moment, and with two lines no client misses a tick. */
class KillTrial extends WithTrial {
    private static final int ROUNDS = Integer.getInteger("trial.rounds", 5);
    /** In 1 s by intent; the rest is for a machine that does much else. */
    private static final long LONGEST_SILENCE_MILLIS = 5_000;

    private final Random random = new Random(Integer.getInteger("trial.seed", 1));

    @Test
    void noClientMissesATickWhenNodesAreKilledAgainAndAgain() {
        begin(2, Map.of());
        long longest = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            int victim = random.nextInt(NODES);
            boolean fed = cluster.liveLines((victim + 1) % NODES).containsValue(TrialCluster.name(victim));
            crowd.forgetSilence();
            long killedAt = System.nanoTime();
            cluster.kill(victim);
            crowd.awaitAllConnected();
            pass(Duration.ofSeconds(2));
            long silence = crowd.silenceMillis(others(victim), killedAt);
            longest = Math.max(longest, silence);
            print(
                    "round %d: killed %s %s; longest silence of the others' streams %d ms, of this test %d ms",
                    round, fed ? "ingest" : "edge", TrialCluster.name(victim), silence, crowd.lagMillis());
            restart(victim);
            print(
                    "round %d: %s is back; %d missing; clients %s",
                    round, TrialCluster.name(victim), crowd.missing(), crowd.byNode());
        }
        endWithNothingMissed();
        assertThat(longest).as("ms without a tick at a surviving node").isLessThan(LONGEST_SILENCE_MILLIS);
    }
}
