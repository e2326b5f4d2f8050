package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Trades while nodes die, several in one ms: streams of every trade miss none, and those of the default interval have
 * the last price of each symbol soon after trading pauses.
 */
class TradeTrial extends WithTrial {
    private static final int ROUNDS = Integer.getInteger("trial.rounds", 20);
    private static final int SYMBOLS = 4;
    private static final int TRADES_PER_SECOND = 50;
    private static final int CLIENTS = 60;
    private static final int THROTTLED_CLIENTS = 30;
    /** In 300 ms by intent; the rest is for a machine that does much else. */
    private static final long LATEST_MILLIS = 5_000;

    private final Random random = new Random(Integer.getInteger("trial.seed", 1));

    @Test
    void noTradeIsMissedWhenNodesAreKilledAgainAndAgain() {
        beginWithTrades(2, SYMBOLS, TRADES_PER_SECOND, CLIENTS);
        Crowd throttled = crowd("", THROTTLED_CLIENTS);
        long latest = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            int victim = random.nextInt(NODES);
            cluster.kill(victim);
            crowd.awaitAllConnected();
            restart(victim);
            throttled.awaitAllConnected();
            long[] last = exchange.stop();
            long stopped = System.nanoTime();
            crowd.awaitAll(last);
            throttled.awaitAll(last);
            long millis = (System.nanoTime() - stopped) / 1_000_000;
            latest = Math.max(latest, millis);
            print(
                    "round %d: killed %s; last prices at the default interval after %d ms, this test stood still for "
                            + "%d ms; %d missing",
                    round, TrialCluster.name(victim), millis, throttled.lagMillis(), crowd.missing());
            exchange.go();
        }
        endWithNothingMissed();
        assertThat(throttled.backs())
                .as("an older price at the default interval")
                .isEmpty();
        throttled.stop();
        assertThat(latest).as("ms until the last prices were there").isLessThan(LATEST_MILLIS);
    }
}
