package io.tickcast.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The time and the CPU time until a node of the demo answers, with and without candles, in turns. Argument: how many
 * starts of each.
 */
public final class StartCosts {
    private static final long LOOK_MILLIS = 2;

    private StartCosts() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int starts = args.length == 0 ? 10 : Integer.parseInt(args[0]);
        double[][] millis = new double[2][starts];
        double[][] cpu = new double[2][starts];
        for (int start = 0; start < starts; start++) {
            for (int kept = 0; kept < 2; kept++) {
                measure(kept == 1, millis[kept], cpu[kept], start);
            }
        }
        System.out.println("| candles | ms until it answers: median | least | most | CPU seconds: median |\n"
                + "|---|---|---|---|---|");
        for (int kept = 0; kept < 2; kept++) {
            Arrays.sort(millis[kept]);
            Arrays.sort(cpu[kept]);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.0f | %.2f |%n",
                    kept == 1 ? "kept" : "none",
                    millis[kept][starts / 2],
                    millis[kept][0],
                    millis[kept][starts - 1],
                    cpu[kept][starts / 2]);
        }
        System.exit(0);
    }

    private static void measure(boolean kept, double[] millis, double[] cpu, int start)
            throws IOException, InterruptedException {
        int port = ExchangeCosts.freePort();
        Path folder = Files.createTempDirectory(Path.of("target"), "bench-start");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "java",
                "-jar",
                Path.of("target", "tickcast.jar").toAbsolutePath().toString(),
                "--demo"));
        builder.environment()
                .putAll(Map.of(
                        "TICKCAST_HTTP_HOST", "127.0.0.1",
                        "TICKCAST_HTTP_PORT", Integer.toString(port),
                        "TICKCAST_HISTORY_ENABLED", Boolean.toString(kept)));
        long began = System.nanoTime();
        Process node = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File("target", "bench-start.log"))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(node::destroyForcibly));
        while (!answers(port)) {
            Thread.sleep(LOOK_MILLIS);
        }
        millis[start] = (System.nanoTime() - began) / 1e6;
        cpu[start] = Proc.cpu(node.pid()).sum();
        node.destroy();
        node.waitFor();
    }

    private static boolean answers(int port) {
        try {
            new NodeStatus(port).answer();
            return true;
        } catch (IOException e) {
            // It does not listen yet.
            return false;
        }
    }
}
