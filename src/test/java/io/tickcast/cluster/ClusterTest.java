package io.tickcast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.DecimalField;
import io.tickcast.market.FeedState;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.tickcast.market.TickConsumer;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.TestSettings;
import io.tickcast.testing.Ticks;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest extends WithClusters {
    @TempDir
    private Path directory;

    /** The message that the node hears at this address, once it is sure to. */
    private static <T> Promise<T> heard(Cluster cluster, String address) {
        Promise<T> heard = Promise.promise();
        MessageConsumer<T> consumer =
                cluster.vertx().eventBus().consumer(address, message -> heard.tryComplete(message.body()));
        Await.result(consumer.completion());
        return heard;
    }

    @Test
    void aTickOfOneNodeIsHeardByTheOtherDigitForDigit() {
        ClusterFiles files = new ClusterFiles(directory, 2);
        Cluster ingest = join(files.settings(0));
        Cluster edge = join(files.settings(1));
        Promise<Tick> heard = heard(edge, BusAddresses.TICKS);
        TickBuilder builder =
                Ticks.builder("BTCUSDT", 1_704_868_500_123L, "95000.00000000").demo(true);
        Ticks.set(builder, DecimalField.CHANGE_24H, "-0.500");
        Tick tick = builder.build();

        ingest.vertx().eventBus().publish(BusAddresses.TICKS, tick, TickCodec.OPTIONS);

        Tick other = Await.result(heard.future());
        assertThat(other).isNotSameAs(tick).usingRecursiveComparison().isEqualTo(tick);
        assertThat(other.digits(DecimalField.PRICE)).isEqualTo("95000.00000000");
    }

    @Test
    void aFeedsStateIsHeardByTheOther() {
        ClusterFiles files = new ClusterFiles(directory, 2);
        Cluster ingest = join(files.settings(0));
        Cluster edge = join(files.settings(1));
        Promise<JsonObject> heard = heard(edge, BusAddresses.FEED_STATE);
        FeedState state = new FeedState(
                "binance",
                new FeedState.Line(1, "id", "node0"),
                FeedState.State.STALE,
                Instant.now(),
                1_704_868_500_123_456L,
                new JsonObject().put("reconnects", 3));

        ingest.vertx().eventBus().publish(BusAddresses.FEED_STATE, state.toJson());

        assertThat(FeedState.of(Await.result(heard.future()))).isEqualTo(state);
    }

    @Test
    void everyNodeKnowsAllNodesInTheSameOrderAndWhichOneItIs() {
        ClusterFiles files = new ClusterFiles(directory, 3);
        Cluster first = join(files.settings(0));
        Cluster second = join(files.settings(1));
        Cluster third = join(files.settings(2));

        assertThat(third.members()).extracting(ClusterMember::name).containsExactly("node0", "node1", "node2");
        assertThat(third.members()).extracting(ClusterMember::id).containsExactly(first.id(), second.id(), third.id());
        Await.until("the first knows them too", () -> first.members().equals(third.members()));
        assertThat(second.name()).startsWith("test-");
    }

    @Test
    void whoComesAndGoesIsLoggedInOneLineEach() {
        ClusterFiles files = new ClusterFiles(directory, 3);
        join(files.settings(0));
        Cluster second = join(files.settings(1));
        try (LogLines log = new LogLines(Cluster.class.getName())) {
            Cluster third = join(files.settings(2));
            String place = third.members().get(2).address();
            log.awaitLine("node2 at " + place + " joined the cluster, which is now: node0, node1, node2");

            Await.result(second.vertx().close());

            log.awaitLine(" left the cluster, which is now: node0, node2");
            Await.until("both have said so", () -> log.containing("left").size() == 2);
            assertThat(log.all()).allMatch(line -> line.startsWith("INFO node"));
        }
    }

    @Test
    void withTheShippedFileANodeFindsTheOneThatIsLeftAtWhicheverPort() {
        Map<String, String> shared = ClusterFiles.shared(directory);
        List<Cluster> firstFour = Stream.generate(() -> join(shared)).limit(4).toList();
        Cluster fifth = join(shared);
        assertThat(fifth.members()).hasSize(5);
        for (Cluster cluster : firstFour) {
            Await.result(cluster.vertx().close());
        }

        Cluster another = join(shared);

        assertThat(another.members()).extracting(ClusterMember::id).containsExactly(fifth.id(), another.id());
    }

    @Test
    void nodesOfAnotherNameStayApart() {
        Cluster one = join(new ClusterFiles(directory, 1).settings(0));
        Cluster other = join(new ClusterFiles(directory, 1).settings(0));

        assertThat(one.members()).hasSize(1);
        assertThat(other.members()).hasSize(1);
    }

    @Test
    void aDemoJoinsDemosAlone() {
        ClusterFiles files = new ClusterFiles(directory, 3);
        Cluster real = join(files.settings(0), false);
        Cluster demo = join(files.settings(1), true);
        Cluster other = join(files.settings(2), true);

        assertThat(real.members()).hasSize(1);
        assertThat(demo.name()).isEqualTo(real.name() + "-demo");
        assertThat(other.members()).extracting(ClusterMember::name).containsExactly("node1", "node2");
    }

    @Test
    void aDemoThatHasTheNameOfARealClusterDoesNotStart() {
        ClusterFiles files = new ClusterFiles(directory, 3).named("test-" + UUID.randomUUID() + "-demo");
        Cluster real = join(files.settings(0), false);

        assertThatThrownBy(() -> join(files.settings(1), true))
                .cause()
                .isInstanceOf(JoinException.class)
                .hasMessageContainingAll(
                        "this node is a demo, but node0 at 127.0.0.1:", "has real prices", "different names");
        assertThatCode(() -> join(files.settings(2), false)).doesNotThrowAnyException();
        Await.until("both real ones are there", () -> real.members().size() == 2);
    }

    @Test
    void aTickOfADemoIsDroppedAndCounted() {
        ClusterFiles files = new ClusterFiles(directory, 2);
        Cluster real = join(files.settings(0), false);
        Cluster any = join(files.settings(1));
        List<Tick> heard = new CopyOnWriteArrayList<>();
        TickConsumer ticks = new TickConsumer(heard::add);
        Await.result(ticks.register(real.vertx().eventBus()).completion());
        Await.until("the tick that is real arrives", () -> {
            any.vertx()
                    .eventBus()
                    .publish(
                            BusAddresses.TICKS,
                            Ticks.builder("DEMO", 1, "1").demo(true).build(),
                            TickCodec.OPTIONS);
            any.vertx().eventBus().publish(BusAddresses.TICKS, Ticks.tick("REAL", 2, "1"), TickCodec.OPTIONS);
            return !heard.isEmpty();
        });
        assertThat(heard).extracting(Tick::symbol).containsOnly("REAL");
        assertThat(ticks.otherWorld()).isPositive();
    }

    @Test
    void aPortOfTheBusThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() ->
                            join(new ClusterFiles(directory, 1).settings(0), Map.of("TICKCAST_CLUSTER_PORT", port)))
                    .cause()
                    .isInstanceOf(JoinException.class)
                    .hasMessageContainingAll("127.0.0.1:" + port, "choose another cluster.host or cluster.port");
        }
    }

    @Test
    void aPortOfMembersThatIsTakenIsNamed() {
        ClusterFiles files = new ClusterFiles(directory, 1);
        join(files.settings(0));

        assertThatThrownBy(() -> join(files.settings(0)))
                .cause()
                .isInstanceOf(JoinException.class)
                .hasMessageContainingAll(
                        "cannot join a cluster with " + files.settings(0).get("TICKCAST_CLUSTER_CONFIG"),
                        "is already in use");
    }

    @Test
    void aWrongFileFailsAsASettingDoes() {
        Settings settings = TestSettings.with(
                Map.of("TICKCAST_CLUSTER_CONFIG", directory.resolve("none.xml").toString()));

        assertThat(Cluster.join(settings.cluster(), "a", TestSettings.setup(settings), new VertxOptions())
                        .cause())
                .isInstanceOf(SettingsException.class);
    }
}
