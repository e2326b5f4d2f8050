package io.tickcast.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The time and the CPU time until a node of the demo answers, with and without candles and the archive of classes, in
 * turns. Argument: how many starts of each.
 */
public final class StartCosts {
    private static final long LOOK_MILLIS = 2;
    private static final List<Start> STARTS =
            List.of(new Start(false, false), new Start(true, false), new Start(false, true), new Start(true, true));

    private record Start(boolean candles, boolean archive) {}

    private StartCosts() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int times = args.length == 0 ? 10 : Integer.parseInt(args[0]);
        double[][] millis = new double[STARTS.size()][times];
        double[][] cpu = new double[STARTS.size()][times];
        for (int time = 0; time < times; time++) {
            for (int i = 0; i < STARTS.size(); i++) {
                measure(STARTS.get(i), millis[i], cpu[i], time);
            }
        }
        System.out.println(
                "| candles | archive of classes | ms until it answers: median | least | most | CPU seconds: median |\n"
                        + "|---|---|---|---|---|---|");
        for (int i = 0; i < STARTS.size(); i++) {
            Arrays.sort(millis[i]);
            Arrays.sort(cpu[i]);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.0f | %.0f | %.0f | %.2f |%n",
                    STARTS.get(i).candles() ? "kept" : "none",
                    STARTS.get(i).archive() ? "yes" : "no",
                    millis[i][times / 2],
                    millis[i][0],
                    millis[i][times - 1],
                    cpu[i][times / 2]);
        }
        System.exit(0);
    }

    private static void measure(Start start, double[] millis, double[] cpu, int time)
            throws IOException, InterruptedException {
        int port = ExchangeCosts.freePort();
        Path folder = Files.createTempDirectory(Path.of("target"), "bench-start");
        List<String> command = new ArrayList<>(List.of("java"));
        if (start.archive()) {
            command.add(
                    "-XX:SharedArchiveFile=" + Path.of("target", "tickcast.jsa").toAbsolutePath());
        }
        command.addAll(List.of(
                "-jar", Path.of("target", "tickcast.jar").toAbsolutePath().toString(), "--demo"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "TICKCAST_HTTP_HOST", "127.0.0.1",
                        "TICKCAST_HTTP_PORT", Integer.toString(port),
                        "TICKCAST_HISTORY_ENABLED", Boolean.toString(start.candles())));
        long began = System.nanoTime();
        Process node = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File("target", "bench-start.log"))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(node::destroyForcibly));
        while (!answers(port)) {
            Thread.sleep(LOOK_MILLIS);
        }
        millis[time] = (System.nanoTime() - began) / 1e6;
        cpu[time] = Proc.cpu(node.pid()).sum();
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
