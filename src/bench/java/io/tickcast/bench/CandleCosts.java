package io.tickcast.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The costs of the candles of five exchanges for one node without clients: its cores without and with them, the rows
 * that it stores, and their bytes. Arguments: the symbols of each exchange, and the minutes of a measurement.
 */
public final class CandleCosts {
    private static final double SECONDS_A_DAY = 86_400;

    private CandleCosts() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int symbols = args.length == 0 ? 500 : Integer.parseInt(args[0]);
        int seconds = 60 * (args.length < 2 ? 3 : Integer.parseInt(args[1]));
        Proc.pinMyself(ExchangeCosts.EXCHANGES_CORE);
        Map<String, String> fed = ExchangeCosts.fed(Vertx.vertx(), symbols);
        System.out.println("| candles | cores | RSS MB | rows/s | bytes a row | MB a day |\n|---|---|---|---|---|---|");
        for (boolean kept : new boolean[] {false, true}) {
            measure(fed, symbols, seconds, kept);
        }
        System.exit(0);
    }

    private static void measure(Map<String, String> fed, int symbols, int seconds, boolean kept)
            throws IOException, InterruptedException {
        int port = ExchangeCosts.freePort();
        Path folder = Files.createTempDirectory(Path.of("target"), "bench-candles");
        Process node = ExchangeCosts.start(
                fed,
                port,
                Map.of(
                        "TICKCAST_HISTORY_ENABLED",
                        Boolean.toString(kept),
                        "TICKCAST_HISTORY_BACKFILL",
                        "0",
                        "TICKCAST_STORAGE_URL",
                        "jdbc:sqlite:" + folder.resolve("candles.db")));
        ExchangeCosts.awaitFed(port, symbols);
        Thread.sleep(ExchangeCosts.WARM_UP_MILLIS);
        long rowsBefore = kept ? rows(port) : 0;
        Proc.Cpu before = Proc.cpu(node.pid());
        // Whole minutes: the rows come at their ends.
        Thread.sleep(seconds * 1_000L);
        double cores = Proc.cpu(node.pid()).minus(before).sum() / seconds;
        long rows = kept ? rows(port) : 0;
        Proc.collect(node.pid());
        double rss = Proc.rssKilobytes(node.pid()) / 1024.0;
        // The end of the node brings all that is written into one file.
        node.destroy();
        node.waitFor();
        double rate = (rows - rowsBefore) / (double) seconds;
        double bytes = rows == 0 ? 0 : bytes(folder) / (double) rows;
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.0f | %.1f | %.0f | %.0f |%n",
                kept ? "kept" : "none",
                cores,
                rss,
                rate,
                bytes,
                rate * bytes * SECONDS_A_DAY / 1e6);
    }

    private static long rows(int port) throws IOException {
        JsonObject history = new NodeStatus(port).answer().getJsonObject("history");
        return history.getLong("written");
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
