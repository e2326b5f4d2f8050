package io.tickcast.cluster;

import io.tickcast.config.Settings;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** Nodes that are nothing but a bus. */
@Tag("cluster")
abstract class WithClusters {
    private final List<Cluster> joined = new ArrayList<>();

    @AfterEach
    void leave() {
        // The youngest first, so that the oldest, which leads, is not replaced in vain.
        Collections.reverse(joined);
        joined.forEach(cluster -> Await.result(cluster.vertx().close()));
    }

    final Cluster join(Map<String, String> overrides) {
        return join(overrides, Map.of());
    }

    /** @param more laid over the others */
    final Cluster join(Map<String, String> overrides, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(overrides);
        all.putAll(more);
        Settings settings = TestSettings.with(all);
        return join(settings, TestSettings.setup(settings), new TickCodec());
    }

    /** A node that is a demo, or one that takes no tick of a demo. */
    final Cluster join(Map<String, String> overrides, boolean demo) {
        Settings settings = TestSettings.with(overrides);
        return join(settings, new Setup("test", demo, List.of("binance"), settings.symbols()), new TickCodec(demo));
    }

    private Cluster join(Settings settings, Setup setup, TickCodec codec) {
        Cluster cluster = Await.result(Cluster.join(
                settings.cluster(), settings.node().name(), setup, new VertxOptions().setEventLoopPoolSize(1)));
        joined.add(cluster);
        cluster.vertx().eventBus().registerDefaultCodec(Tick.class, codec);
        return cluster;
    }
}
