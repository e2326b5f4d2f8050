package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every node is restarted in its turn, as for a new release. */
class RollingTrial extends WithTrial {
    private static final String DRAIN = "3s";

    @Test
    void aRollingRestartCostsNoTickAndSpreadsItsClients() {
        begin(2, Map.of("TICKCAST_DRAIN_TIMEOUT", DRAIN));
        for (int node = 0; node < NODES; node++) {
            String name = TrialCluster.name(node);
            crowd.takeLeaves(name);
            int clients = crowd.byNode().getOrDefault(name, 0);
            long toldAt = System.nanoTime();
            cluster.terminate(node);
            assertThat(cluster.exitStatus(node)).as("exit status").isZero();
            long exitedAfter = Duration.ofNanos(System.nanoTime() - toldAt).toMillis();
            List<Long> left = crowd.takeLeaves(name).stream()
                    .map(nanos -> Duration.ofNanos(nanos - toldAt).toMillis())
                    .sorted()
                    .toList();
            long median = left.get(left.size() / 2);
            print(
                    "%s: %d clients left %d to %d ms after SIGTERM, half of them within %d ms; exit after %d ms",
                    name, clients, left.get(0), left.get(left.size() - 1), median, exitedAfter);
            assertThat(left.get(left.size() - 1) - left.get(0))
                    .as("ms from the first to the last that was sent away")
                    .isGreaterThan(500);
            restart(node);
            pass(Duration.ofSeconds(2));
        }
        endWithNothingMissed();
    }
}
