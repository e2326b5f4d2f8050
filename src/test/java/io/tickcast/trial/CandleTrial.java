package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Candles while nodes die, the network breaks, and REST refuses: each closed minute of each node is that of the exchange
 * to the digit, marked as incomplete, or in a gap. Streams that resume are told the same. The clocks of the nodes and of
 * the exchanges run fast, and nothing else does.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
abstract class CandleTrial {
    private static final int NODES = WithTrial.NODES;
    static final int ROUNDS = Integer.getInteger("trial.rounds", 20);
    /** By hand: -Dtrial.speed=1 for the clocks of the machine. */
    private static final int SPEED = Integer.getInteger("trial.speed", FastClock.MOST_SPEED);

    private static final List<String> EXCHANGES = List.of(
            System.getProperty("trial.exchanges", "binance,coinbase,kraken").split(",", -1));
    private static final long SEED = Long.getLong("trial.seed", 1);
    /**
     * The time for which the network breaks in each round, by the clock of the exchanges. By hand: -Dtrial.cut=300 for
     * all.
     */
    private static final List<Duration> CUTS = Integer.getInteger("trial.cut") == null
            ? IntStream.of(100, 70_000, 3_000, 500, 300_000, 20_000, 1_500, 120_000)
                    .mapToObj(Duration::ofMillis)
                    .toList()
            : List.of(Duration.ofSeconds(Integer.getInteger("trial.cut")));
    /** Longer than a lease and its loss take. */
    private static final Duration FROZEN = Duration.ofSeconds(8);
    /** Retries of REST take this long at most, by the clock of the exchanges. */
    private static final Duration REPAIR = Duration.ofMinutes(30);
    /** Between two comparisons, which ask for all candles. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Vertx vertx = Vertx.vertx();
    private final Random random = new Random(SEED);
    private CandleExchanges exchanges;
    private TrialCluster cluster;
    private CandleCheck check;
    /** One that was first at each node. */
    private final List<CandleClient> clients = new ArrayList<>();

    @TempDir
    Path directory;

    /** The settings of the nodes' storage of candles. */
    abstract Map<String, String> storage();

    int rounds() {
        return ROUNDS;
    }

    /** Does what may happen to the database at any time. */
    abstract void breakStorage();

    @AfterEach
    final void close() throws IOException {
        clients.forEach(CandleClient::stop);
        if (cluster != null) {
            cluster.close();
            for (int node = 0; node < NODES; node++) {
                Path log = Path.of(
                        "target", "trials", getClass().getSimpleName() + '-' + TrialCluster.name(node) + ".log");
                Files.createDirectories(log.getParent());
                Files.write(log, cluster.log(node));
            }
        }
        Await.result(vertx.close());
    }

    @Test
    void everyClosedMinuteIsThatOfTheExchangeOrMarked() {
        begin();
        int marked = 0;
        for (int round = 1; round <= rounds(); round++) {
            marked += round(round);
        }
        if (rounds() > 1) {
            assertThat(marked)
                    .as("minutes that were marked or named, while REST refused")
                    .isPositive();
        }
        for (int node = 0; node < NODES; node++) {
            awaitAllTrue(node);
        }
        clients.forEach(this::awaitAllTold);
    }

    private void begin() {
        FastClock clock = new FastClock(System.currentTimeMillis() * 1_000, SPEED);
        exchanges = CandleExchanges.start(vertx, EXCHANGES, clock, SEED);
        exchanges.limitRest();
        Map<String, String> settings = new HashMap<>(exchanges.settings());
        settings.putAll(storage());
        settings.put("TICKCAST_FEED_LINES", "2");
        cluster = new TrialCluster(vertx, directory, NODES, settings).withJvmOptions(clock.jvmOptions(directory));
        long from = Interval.MINUTES_1.open(clock.millis());
        check = new CandleCheck(cluster, exchanges, from);
        cluster.launch(0);
        cluster.awaitReady(0);
        start(List.of(1, 2));
        for (int node = 0; node < NODES; node++) {
            UpNodes.Node first = new UpNodes.Node(TrialCluster.name(node), cluster.port(node));
            clients.add(CandleClient.start(vertx, cluster.up(), exchanges, from, first));
        }
    }

    private void start(List<Integer> nodes) {
        nodes.forEach(cluster::launch);
        nodes.forEach(cluster::awaitReady);
    }

    /** @return number of minutes that were marked as incomplete, or named in a gap, after REST had refused */
    private int round(int round) {
        boolean refuses = round % 3 == 2;
        boolean freezes = round % 2 == 0;
        Duration cut = CUTS.get((round - 1) % CUTS.size());
        List<Integer> victims = victims(round);
        if (refuses) {
            exchanges.refuseRest();
        }
        if (freezes) {
            exchanges.freeze();
        } else {
            exchanges.cutOff();
        }
        cluster.kill(victims);
        WithTrial.pass(cut.dividedBy(SPEED));
        if (freezes) {
            exchanges.thaw();
        } else {
            exchanges.reconnect();
        }
        start(victims);
        if (round % 5 == 4) {
            standStill(writer());
        }
        if (round % 5 == 0) {
            breakStorage();
        }
        int marked = 0;
        StringBuilder report = new StringBuilder();
        for (int node = 0; node < NODES; node++) {
            CandleCheck.Result result = check.of(node);
            report.append(", %s %d minutes %d sums %d marked %d named %d missing"
                    .formatted(
                            TrialCluster.name(node),
                            result.minutes(),
                            result.sums(),
                            result.marked(),
                            result.named(),
                            result.missing().size()));
            assertThat(result.wrong()).as("round %d: silently wrong", round).isEmpty();
            marked += result.marked() + result.named();
        }
        exchanges.limitRest();
        System.out.printf(
                "[%s] round %d: killed %s, %s for %s%s%s%n",
                getClass().getSimpleName(),
                round,
                victims,
                freezes ? "frozen" : "cut off",
                cut,
                refuses ? ", REST refused" : "",
                report);
        return refuses ? marked : 0;
    }

    private List<Integer> victims(int round) {
        return switch (round % 3) {
            case 1 -> List.of(writer());
            // Nobody remembers anything but the database.
            case 2 -> IntStream.range(0, NODES).boxed().toList();
            default -> {
                List<Integer> nodes =
                        new ArrayList<>(IntStream.range(0, NODES).boxed().toList());
                Collections.shuffle(nodes, random);
                yield nodes.subList(0, 2);
            }
        };
    }

    /** The number of the node that writes; of any when none does at the moment. */
    private int writer() {
        return IntStream.range(0, NODES)
                .filter(node -> cluster.status(node)
                        .map(status -> status.getJsonObject("history").getString("state"))
                        .filter("writer"::equals)
                        .isPresent())
                .findFirst()
                .orElseGet(() -> random.nextInt(NODES));
    }

    private void standStill(int node) {
        cluster.freeze(node);
        WithTrial.pass(FROZEN);
        cluster.thaw(node);
        cluster.awaitReady(node);
    }

    private void awaitAllTrue(int node) {
        long deadline = System.nanoTime() + REPAIR.dividedBy(SPEED).toNanos();
        CandleCheck.Result result = check.of(node);
        assertThat(result.minutes()).isPositive();
        // The last minute may be on its way.
        while (!result.missing().isEmpty()) {
            assertThat(result.wrong()).as("silently wrong").isEmpty();
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never repaired: " + String.join("\n", new TreeSet<>(result.missing())));
            }
            WithTrial.pass(PAUSE);
            result = check.of(node);
        }
        assertThat(result.wrong()).as("silently wrong").isEmpty();
        System.out.printf(
                "[%s] %s at the end: %d minutes and %d sums are those of the exchanges%n",
                getClass().getSimpleName(), TrialCluster.name(node), result.minutes(), result.sums());
    }

    /** Each closed candle came to an open chart, or was named there. */
    private void awaitAllTold(CandleClient client) {
        long deadline = System.nanoTime() + REPAIR.dividedBy(SPEED).toNanos();
        CandleClient.Result result = client.result();
        // The last one may be on its way.
        while (!result.missing().isEmpty() && System.nanoTime() < deadline) {
            WithTrial.pass(PAUSE);
            result = client.result();
        }
        System.out.printf("[%s] on a stream %s%n", getClass().getSimpleName(), result);
        assertThat(result.wrong()).as("silently wrong").isEmpty();
        assertThat(result.missing()).as("neither told nor named").isEmpty();
        assertThat(result.candles()).isPositive();
    }
}
