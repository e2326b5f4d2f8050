package io.tickcast.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The processes of {@code src/bench/c/streams.c}: one for each call of {@link #open}. */
final class ThinClients implements AutoCloseable {
    private static final String PROGRAM = "target/streams";
    private static final int COUNTS = 7;

    private final List<Client> clients = new ArrayList<>();

    /**
     * The events that all streams received in a window.
     *
     * @param retried streams that were tried more than once
     * @param lost    streams that ended in the window
     * @param reached streams that got an event
     * @param latency in µs, from the node's receipt of a price
     */
    record Received(
            int open, int failed, long retried, int lost, long events, long reached, long bytes, Histogram latency) {
        static final String COLUMNS =
                "streams | open | failed | tried again | cut | reached by a price | events/s | p50 s | p99 s | max s |";

        /** The line below {@link #COLUMNS}. */
        String row(int asked, double seconds) {
            return String.format(
                    Locale.ROOT,
                    "%,d | %,d | %,d | %,d | %,d | %,d | %,d | %.2f | %.2f | %.2f |",
                    asked,
                    open,
                    failed,
                    retried,
                    lost,
                    reached,
                    Math.round(events / seconds),
                    latency.getValueAtPercentile(50) / 1e6,
                    latency.getValueAtPercentile(99) / 1e6,
                    latency.getMaxValue() / 1e6);
        }
    }

    private record Client(Process process, PrintStream commands, BufferedReader answers) {
        static Client start(int port, int first, int streams) throws IOException {
            Process process = new ProcessBuilder(
                            PROGRAM, Integer.toString(port), Integer.toString(first), Integer.toString(streams))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Client(
                    process,
                    new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII),
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII)));
        }

        String answer() throws IOException {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("a client ended");
            }
            return answer;
        }
    }

    /** Opens them, and waits until all have been tried. */
    void open(int port, int first, int streams) throws IOException {
        Client client = Client.start(port, first, streams);
        clients.add(client);
        client.answer();
    }

    long kilobytes() {
        return clients.stream()
                .mapToLong(client -> Proc.anonymousKilobytes(client.process.pid()))
                .sum();
    }

    void startWindow() {
        clients.forEach(client -> client.commands.println("start"));
    }

    Received stopWindow() throws IOException {
        clients.forEach(client -> client.commands.println("stop"));
        long[] sums = new long[COUNTS];
        Histogram latency = new Histogram(3);
        for (Client client : clients) {
            String[] words = client.answer().split(" ");
            for (int i = 0; i < COUNTS; i++) {
                sums[i] += Long.parseLong(words[i]);
            }
            for (int i = COUNTS; i < words.length; i++) {
                String[] pair = words[i].split(":");
                latency.recordValueWithCount(Long.parseLong(pair[0]), Long.parseLong(pair[1]));
            }
        }
        return new Received((int) sums[0], (int) sums[1], sums[2], (int) sums[3], sums[4], sums[5], sums[6], latency);
    }

    @Override
    public void close() {
        clients.forEach(client -> client.process.destroyForcibly());
    }
}
