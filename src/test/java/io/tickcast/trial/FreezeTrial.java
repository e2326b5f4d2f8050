package io.tickcast.trial;

import io.tickcast.testing.Await;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A node stands still for so long that the others give it up. When it goes on it takes itself for the whole cluster,
 * until both sides find each other again.
 */
class FreezeTrial extends WithTrial {
    private static final Duration FROZEN = Duration.ofSeconds(20);
    private static final int SOME = CROWD / 6;

    @Test
    void aNodeThatFeedsStandsStill() {
        begin(2, Map.of());
        freeze(ingest());
    }

    @Test
    void aNodeThatIsFedByOthersStandsStill() {
        begin(2, Map.of());
        freeze(edge());
    }

    /** It catches up, and no client of another node misses a tick, nor one that comes back to any. */
    private void freeze(int frozen) {
        String name = TrialCluster.name(frozen);
        cluster.freeze(frozen);
        // They hang; some of them give up and go elsewhere.
        crowd.breakOff(name, SOME);
        pass(FROZEN);
        crowd.awaitAllConnected();
        print(
                "frozen for %s: %d missing; clients %s; lines %s",
                FROZEN, crowd.missing(), crowd.byNode(), cluster.liveLines((frozen + 1) % NODES));

        cluster.thaw(frozen);
        long thawedAt = System.nanoTime();
        cluster.awaitReady(frozen);
        print(
                "ready again after %d ms",
                Duration.ofNanos(System.nanoTime() - thawedAt).toMillis());
        // Clients come to it as soon as it says that it is ready.
        for (int i = 0; i < 10; i++) {
            others(frozen).forEach(other -> crowd.breakOff(other, SOME));
            pass(Duration.ofMillis(500));
        }
        Await.until(
                "all three nodes are one cluster",
                () -> cluster.clusterOf(frozen).size() == NODES
                        && cluster.clusterOf((frozen + 1) % NODES).size() == NODES);
        print(
                "one cluster again after %d ms",
                Duration.ofNanos(System.nanoTime() - thawedAt).toMillis());
        awaitLines();
        pass(Duration.ofSeconds(8));
        print("lines %s", cluster.liveLines(frozen));
        // All nodes lose some: the one that was frozen took clients of the others for so long that these may have none.
        Await.until("clients come to all nodes", () -> {
            IntStream.range(0, NODES).forEach(node -> crowd.breakOff(TrialCluster.name(node), SOME));
            pass(Duration.ofSeconds(1));
            return crowd.byNode().size() == NODES;
        });
        endWithNothingMissed();
    }
}
