package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Trades while nodes die, several in one ms: streams of every trade miss none, and those of the default interval have
 * the last price of each symbol soon after trading pauses. Trades that no node took are fetched; a gap names those that
 * the exchange does not tell.
 */
class TradeTrial extends WithTrial {
    private static final int ROUNDS = Integer.getInteger("trial.rounds", 20);
    private static final int SYMBOLS = 4;
    private static final int TRADES_PER_SECOND = 50;
    private static final int CLIENTS = 60;
    private static final int THROTTLED_CLIENTS = 30;
    /** In 300 ms by intent; the rest is for a machine that does much else. */
    private static final long LATEST_MILLIS = 5_000;

    private static final Duration DEFAULT_CUT = Duration.ofSeconds(3);
    /** By hand: -Dtrial.cut=30, which takes several requests to REST for each symbol. */
    private static final Duration CUT = Optional.ofNullable(Integer.getInteger("trial.cut"))
            .map(Duration::ofSeconds)
            .orElse(DEFAULT_CUT);

    private final Random random = new Random(Integer.getInteger("trial.seed", 1));

    @Test
    void noTradeIsMissedWhenNodesAreKilledAgainAndAgain() {
        beginWithTrades(2, SYMBOLS, TRADES_PER_SECOND, CLIENTS);
        Crowd throttled = crowd("", THROTTLED_CLIENTS);
        long latest = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            List<Integer> victims = round % 3 == 0 ? feeding() : List.of(random.nextInt(NODES));
            cluster.kill(victims);
            crowd.awaitAllConnected();
            restart(victims);
            throttled.awaitAllConnected();
            long[] last = exchange.stop();
            long stopped = System.nanoTime();
            crowd.awaitAll(last);
            throttled.awaitAll(last);
            long millis = (System.nanoTime() - stopped) / 1_000_000;
            latest = Math.max(latest, millis);
            print(
                    "round %d: killed nodes %s; last prices at the default interval after %d ms, this test stood still for "
                            + "%d ms; %d missing",
                    round, victims, millis, throttled.lagMillis(), crowd.missing());
            exchange.go();
        }
        endWithNothingMissed();
        assertThat(throttled.backs())
                .as("an older price at the default interval")
                .isEmpty();
        throttled.stop();
        assertThat(latest).as("ms until the last prices were there").isLessThan(LATEST_MILLIS);
    }

    @Test
    void tradesThatNoNodeTookAreFetchedOrNamed() {
        beginWithTrades(2, SYMBOLS, TRADES_PER_SECOND, CLIENTS);
        cutOffTheExchange();
        int untaken = awaitLastTrades("after a cut");
        int missingAfterCut = crowd.missing();
        // After a long cut the exchange's budget allows not all of them in time; the others are named.
        int most = CUT.compareTo(DEFAULT_CUT) > 0 ? CLIENTS * untaken / 2 : 0;
        assertThat(missingAfterCut).as("trades that were not fetched").isLessThanOrEqualTo(most);

        exchange.refuseRest();
        exchange.go();
        cutOffTheExchange();
        awaitLastTrades("after a cut, without REST");
        int missingWithoutRest = crowd.missing();
        assertThat(missingWithoutRest).isGreaterThan(missingAfterCut);

        exchange.go();
        killAllThatFeed();
        awaitLastTrades("after the death of all nodes that feed, without REST");
        assertThat(crowd.missing()).isGreaterThan(missingWithoutRest);
    }

    private void cutOffTheExchange() {
        exchange.cutOff();
        pass(CUT);
        exchange.reconnect();
        awaitLines();
    }

    private void killAllThatFeed() {
        int left = edge();
        cluster.kill(feeding());
        Await.until(
                "the node that is left feeds", () -> cluster.liveLines(left).containsValue(TrialCluster.name(left)));
    }

    /**
     * Trading pauses until all clients have the last trades, in their order. Each client has every trade, or a gap that
     * names it.
     *
     * @return the number of trades that no node took
     */
    private int awaitLastTrades(String when) {
        crowd.awaitAllConnected();
        // A symbol shows what it misses when it is traded again.
        crowd.awaitAll(exchange.newest());
        crowd.awaitAll(exchange.stop());
        List<String> untaken = exchange.takeUntaken();
        print(
                "%s: %d trades that no node took, %d missing at all clients together, %s",
                when, untaken.size(), crowd.missing(), crowd.report());
        assertThat(untaken).as("trades that no node took").isNotEmpty();
        assertThat(crowd.faults()).isEmpty();
        assertThat(crowd.backs()).as("older trades").isEmpty();
        assertThat(crowd.resets()).as("clients that could not resume").isEmpty();
        return untaken.size();
    }
}
