package io.tickcast.access;

import static io.tickcast.access.WithAccess.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.cluster.Cluster;
import io.tickcast.config.Settings;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets of a real cluster of two nodes on loopback. */
@Tag("cluster")
class SharedTicketsTest {
    @Test
    void aTicketOfOneNodeCountsOnceOnAllOfThem(@TempDir Path directory) {
        ClusterFiles files = new ClusterFiles(directory, 2);
        Cluster one = join(files.settings(0));
        Cluster other = join(files.settings(1));
        try {
            Tickets issuing = new Tickets(one.vertx(), Clock.systemUTC(), System::currentTimeMillis);
            Tickets spending = new Tickets(other.vertx(), Clock.systemUTC(), System::currentTimeMillis);
            Grant grant = new Grant("me", Optional.of(List.of("BTCUSDT")), Optional.empty(), Optional.empty());

            String ticket = Await.result(issuing.issue(grant));
            assertThat(Await.result(spending.spend(ticket))).isEqualTo(grant);
            assertThat(refusal(issuing.spend(ticket)).status()).isEqualTo(401);

            for (int i = 0; i < 20; i++) {
                String wanted = Await.result(issuing.issue(grant));
                List<Future<Grant>> attempts = IntStream.range(0, 10)
                        .mapToObj(at -> (at % 2 == 0 ? issuing : spending).spend(wanted))
                        .toList();
                Await.result(Future.join(attempts).otherwiseEmpty());
                assertThat(attempts.stream().filter(Future::succeeded)).hasSize(1);
            }
        } finally {
            Await.result(other.vertx().close());
            Await.result(one.vertx().close());
        }
    }

    private static Cluster join(Map<String, String> overrides) {
        Settings settings = TestSettings.with(overrides);
        return Await.result(Cluster.join(
                settings.cluster(),
                settings.node().name(),
                TestSettings.setup(settings),
                new VertxOptions().setEventLoopPoolSize(1)));
    }
}
