package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Frames;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fat jars of one cluster that relay an exchange. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayIT {
    private static final String TRADES = "btcusdt@aggTrade";
    private static final long EVERY_MILLIS = 50;

    private final Vertx vertx = Vertx.vertx();
    private final List<JarProcess> started = new ArrayList<>();
    private final AtomicLong trades = new AtomicLong();
    private final ScriptedBinance binance = Await.result(ScriptedBinance.start(vertx, List.of("BTCUSDT")));

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        started.forEach(JarProcess::close);
        Await.result(vertx.close());
    }

    private JarProcess start(ClusterFiles files, int number) {
        Map<String, String> settings = new HashMap<>(files.settings(number));
        settings.put("TICKCAST_FEED_ENABLED", "false");
        settings.put("TICKCAST_RELAY_BINANCE_ENABLED", "true");
        settings.put("TICKCAST_FEED_BINANCE_ENDPOINTS", binance.endpoint().toString());
        settings.put("TICKCAST_FEED_BINANCE_REST", "");
        JarProcess node = JarProcess.start(directory, settings);
        started.add(node);
        return node;
    }

    private static boolean hasUpstream(JarProcess node) {
        return node.out().stream().anyMatch(line -> line.contains("This node has the relay's upstream"));
    }

    private static RawWebSocket open(JarProcess node) {
        return RawWebSocket.open(RawHttp.connect(node.port()), "/binance/ws/" + TRADES);
    }

    private static long next(RawWebSocket client) {
        return Long.parseLong(client.frame(RawWebSocket.TEXT).text().replaceAll(".*\"a\":(\\d+),.*", "$1"));
    }

    /** The client gets one trade after the other, until one from after now. */
    private void assertGoesOn(RawWebSocket client) {
        long until = trades.get() + 10;
        long last = next(client);
        while (last < until) {
            long following = next(client);
            assertThat(following).isEqualTo(last + 1);
            last = following;
        }
    }

    @Test
    void clientsGoOnWhenTheNodeWithTheUpstreamIsKilled() {
        ClusterFiles files = new ClusterFiles(directory, 2);
        JarProcess one = start(files, 0);
        JarProcess two = start(files, 1);
        one.port();
        two.port();
        vertx.setPeriodic(EVERY_MILLIS, timer -> {
            long n = trades.incrementAndGet();
            binance.push(TRADES, Frames.trade("BTCUSDT", n, n, n, 1_768_028_400_000L + n, "95000.10"));
        });
        Await.until("one has the upstream", () -> hasUpstream(one) || hasUpstream(two));
        JarProcess holder = hasUpstream(one) ? one : two;
        JarProcess other = holder == one ? two : one;
        try (RawWebSocket atHolder = open(holder);
                RawWebSocket atOther = open(other)) {
            assertGoesOn(atHolder);
            assertGoesOn(atOther);
            assertThat(binance.attempts().count()).isEqualTo(1);

            long killedAt = System.nanoTime();
            long before = trades.get();
            holder.kill();
            long number = next(atOther);
            while (number <= before) {
                number = next(atOther);
            }
            System.out.println("[RelayIT] kill -9 until a client at another node has a new trade: "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killedAt) + " ms");
            assertThat(binance.attempts().count()).isEqualTo(2);
            try (RawWebSocket again = open(other)) {
                assertGoesOn(again);
                assertGoesOn(atOther);
            }
        }
    }
}
