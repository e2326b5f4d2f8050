package io.tickcast.bench;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.Condition;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.config.SettingsReader;
import io.tickcast.market.candle.Interval;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The costs of alert rules for a node that is fed by all five exchanges, beside a node without rules at the same time.
 * No rule fires. Arguments: the rules, the symbols of each exchange, and the seconds of a measurement.
 */
public final class AlertCosts {
    private static final List<String> EXCHANGES = List.of("binance", "okx", "bybit", "coinbase", "kraken");
    private static final int ROUNDS = 3;
    private static final List<Interval> INTERVALS = List.of(Interval.values());

    private AlertCosts() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int rules = args.length == 0 ? 100_000 : Integer.parseInt(args[0]);
        int symbols = args.length < 2 ? 100 : Integer.parseInt(args[1]);
        int seconds = args.length < 3 ? 20 : Integer.parseInt(args[2]);
        Proc.pinMyself(ExchangeCosts.EXCHANGES_CORE);
        Vertx vertx = Vertx.vertx();
        Path folder = Files.createTempDirectory(Path.of("target"), "bench-alerts");
        String url = "jdbc:sqlite:" + folder.toAbsolutePath().resolve("alerts.db");
        keep(vertx, url, rules, symbols);
        Map<String, String> fed = ExchangeCosts.fed(vertx, symbols);
        int[] ports = {ExchangeCosts.freePort(), ExchangeCosts.freePort()};
        long began = System.nanoTime();
        Process with = ExchangeCosts.start(
                fed, ports[1], Map.of("TICKCAST_HISTORY_ENABLED", "false", "TICKCAST_STORAGE_URL", url));
        awaitRules(ports[1], rules);
        System.out.printf(Locale.ROOT, "%,d rules are read %.1f s after the start%n", rules, seconds(began));
        Process without = ExchangeCosts.start(
                fed, ports[0], Map.of("TICKCAST_HISTORY_ENABLED", "false", "TICKCAST_ALERT_ENABLED", "false"));
        for (int port : ports) {
            ExchangeCosts.awaitFed(port, symbols);
        }
        Thread.sleep(ExchangeCosts.WARM_UP_MILLIS);
        System.out.println("| rules | ticks/s | µs a tick | RSS MB | ratio |\n|---|---|---|---|---|");
        for (int round = 0; round < ROUNDS; round++) {
            measure(List.of(without, with), ports, rules, seconds);
        }
        System.exit(0);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    /** Two thirds of the rules wait for levels that no price reaches, the others for moves that no price makes. */
    private static void keep(Vertx vertx, String url, int rules, int symbols) throws InterruptedException {
        AlertStore store = new AlertStore(
                vertx,
                SettingsReader.read(Optional.empty(), Map.of("TICKCAST_STORAGE_URL", url))
                        .storage());
        Random random = new Random(1);
        for (int i = 0; i < rules; i++) {
            Condition when = i % 3 == 0
                    ? new Condition.Move(new BigDecimal(500 + random.nextInt(400)), INTERVALS.get(i % INTERVALS.size()))
                    : new Condition.Threshold(
                            Condition.Threshold.Kind.ABOVE, new BigDecimal("9" + random.nextInt(1_000_000) + "000000"));
            AlertRule rule = new AlertRule(
                    "r" + i,
                    "owner" + i % 1_000,
                    1,
                    1,
                    String.format(Locale.ROOT, "C%03dUSDT", random.nextInt(symbols)),
                    EXCHANGES.get(random.nextInt(EXCHANGES.size())),
                    when,
                    true,
                    "",
                    List.of(new Receiver(
                            URI.create("https://example.com/hooks/" + i % 1_000), WebhookFormat.SLACK, "")),
                    Instant.now());
            if (i % 500 == 499) {
                store.add(rule, rules).await();
            } else {
                store.add(rule, rules);
            }
        }
        store.close().await();
    }

    private static void awaitRules(int port, int rules) throws InterruptedException {
        while (true) {
            try {
                if (new NodeStatus(port).answer().getJsonObject("alerts").getInteger("rules") == rules) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(50);
        }
    }

    private static void measure(List<Process> nodes, int[] ports, int rules, int seconds)
            throws IOException, InterruptedException {
        Proc.Cpu[] before = new Proc.Cpu[2];
        long[] ticks = new long[2];
        for (int i = 0; i < 2; i++) {
            before[i] = Proc.cpu(nodes.get(i).pid());
            ticks[i] = ExchangeCosts.ticks(ports[i]);
        }
        Thread.sleep(seconds * 1_000L);
        double[] micros = new double[2];
        for (int i = 0; i < 2; i++) {
            double cpu = Proc.cpu(nodes.get(i).pid()).minus(before[i]).sum();
            long had = ExchangeCosts.ticks(ports[i]) - ticks[i];
            micros[i] = cpu * 1e6 / had;
            Proc.collect(nodes.get(i).pid());
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %,d | %.1f | %.0f | %.2f |%n",
                    i == 0 ? 0 : rules,
                    had / seconds,
                    micros[i],
                    Proc.rssKilobytes(nodes.get(i).pid()) / 1024.0,
                    micros[i] / micros[0]);
        }
    }
}
