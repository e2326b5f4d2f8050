package io.tickcast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.testing.Authority;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process without a certificate of the authority may be a Hazelcast member; the event bus rejects it. */
class BusTlsTest extends WithClusters {
    private static final DeliveryOptions SOON = new DeliveryOptions().setSendTimeout(1_500);
    private static final DeliveryOptions LATER = new DeliveryOptions().setSendTimeout(25_000);

    @TempDir
    private static Path authorities;

    private static Authority ours;
    private static Authority theirs;

    @TempDir
    private Path directory;

    private ClusterFiles files;
    private Cluster node;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void createAuthorities() throws IOException {
        ours = new Authority(Files.createDirectory(authorities.resolve("ours")));
        theirs = new Authority(Files.createDirectory(authorities.resolve("theirs")));
    }

    @BeforeEach
    void start() {
        files = new ClusterFiles(directory, 2);
        node = join(files.settings(0), ours.settings("node0"));
        answer(node);
    }

    /** Each node answers at its own address. */
    private void answer(Cluster at) {
        MessageConsumer<String> consumer = at.vertx().eventBus().consumer(at.id(), message -> {
            heard.add(message.body());
            message.reply("heard");
        });
        Await.result(consumer.completion());
    }

    private static String ask(Cluster from, Cluster to, String what) {
        return ask(from, to, what, SOON);
    }

    private static String ask(Cluster from, Cluster to, String what, DeliveryOptions when) {
        return Await.result(from.vertx().eventBus().<String>request(to.id(), what, when))
                .body();
    }

    private void assertIsolated(Cluster stranger) {
        answer(stranger);
        assertThat(stranger.members()).as("of Hazelcast").hasSize(2);
        assertThatThrownBy(() -> ask(stranger, node, "from a stranger")).hasCauseInstanceOf(ReplyException.class);
        assertThatThrownBy(() -> ask(node, stranger, "to a stranger")).hasCauseInstanceOf(ReplyException.class);
        assertThat(heard).isEmpty();
    }

    @Test
    void nodesOfTheAuthorityHearEachOther() {
        Cluster other = join(files.settings(1), ours.settings("node1"));
        answer(other);

        assertThat(ask(other, node, "to node0")).isEqualTo("heard");
        assertThat(ask(node, other, "to node1")).isEqualTo("heard");
        assertThat(heard).containsExactly("to node0", "to node1");
    }

    @Test
    void aFileMayHoldMoreThanItsSettingNeeds() throws IOException {
        Map<String, String> settings = new HashMap<>(ours.settings("node1"));
        String bundle = Authority.bundle(
                        directory.resolve("bundle.pem"),
                        settings.get("TICKCAST_CLUSTER_TLS_CERT"),
                        settings.get("TICKCAST_CLUSTER_TLS_KEY"))
                .toString();
        settings.put("TICKCAST_CLUSTER_TLS_CERT", bundle);
        settings.put("TICKCAST_CLUSTER_TLS_KEY", bundle);
        settings.put(
                "TICKCAST_CLUSTER_TLS_CA",
                Authority.bundle(
                                directory.resolve("ca.pem"),
                                settings.get("TICKCAST_CLUSTER_TLS_CA"),
                                ours.settings("node1").get("TICKCAST_CLUSTER_TLS_KEY"))
                        .toString());
        Cluster other = join(files.settings(1), settings);
        answer(other);

        assertThat(ask(other, node, "to node0", LATER)).isEqualTo("heard");
        assertThat(ask(node, other, "to node1", LATER)).isEqualTo("heard");
    }

    @Test
    void aNodeOfAnotherAuthorityIsIsolated() {
        assertIsolated(join(files.settings(1), theirs.settings("node1")));
    }

    @Test
    void aNodeOfAnotherAuthorityThatTrustsOursIsNotHeard() {
        Map<String, String> settings = new HashMap<>(theirs.settings("node1"));
        settings.put("TICKCAST_CLUSTER_TLS_CA", ours.certificate().toString());

        assertIsolated(join(files.settings(1), settings));
    }

    @Test
    void aNodeWithoutTlsIsIsolated() {
        assertIsolated(join(files.settings(1)));
    }
}
