package io.tickcast.history.store;

import io.tickcast.market.candle.Candle;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A store in a process of its own, which writes batch after batch until it is killed, and tells what is acknowledged. */
final class StoreProcess implements AutoCloseable {
    static final int BATCH = 500;

    private final Process process;
    private final BufferedReader lines;

    private StoreProcess(Process process) {
        this.process = process;
        lines = process.inputReader();
    }

    /** @param first number of its first batch */
    static StoreProcess start(String url, long first) throws IOException {
        return new StoreProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreProcess.class.getName(),
                        url,
                        Long.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Entry point of the process. */
    public static void main(String[] arguments) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        CandleStore store =
                CandleStore.open(vertx, TestSettings.with(Map.of("TICKCAST_STORAGE_URL", arguments[0])), "process");
        WithStore.awaitWriter(store);
        long batch = Long.parseLong(arguments[1]);
        while (true) {
            Await.result(store.write(batch(batch)));
            tell("acknowledged " + batch);
            batch++;
        }
    }

    private static void tell(String line) {
        System.out.println(line);
        System.out.flush();
    }

    static List<Candle> batch(long number) {
        return LongStream.range(number * BATCH, (number + 1) * BATCH)
                .mapToObj(n -> Candles.candle(n, "1." + n))
                .toList();
    }

    /** The number of the next batch that is acknowledged; -1 once it has ended. */
    long acknowledged() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("acknowledged ")) {
                return Long.parseLong(line.substring("acknowledged ".length()));
            }
        }
        return -1;
    }

    /** SIGKILL; the numbers of the batches that were acknowledged before. */
    List<Long> kill() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        List<Long> told = new ArrayList<>();
        try {
            for (long batch = acknowledged(); batch >= 0; batch = acknowledged()) {
                told.add(batch);
            }
        } catch (IOException e) {
            // Java may close the pipe of a process that has ended.
        }
        return told;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
