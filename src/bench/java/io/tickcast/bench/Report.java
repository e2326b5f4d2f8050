package io.tickcast.bench;

import java.util.Locale;

/**
 * The result of a run.
 *
 * @param load   cores that the clients and the exchange used together
 * @param ticks  ticks of all symbols
 * @param late   share of the exchange's ticks that it sent more than half a period late
 * @param frames frames that the server says it wrote; 0 when it does not count
 */
record Report(
        Scenario scenario,
        Peer peer,
        LoadResult result,
        double seconds,
        Proc.Cpu cpu,
        double load,
        long ticks,
        double late,
        long frames) {

    /** From here on the client's own queue is part of the latency. */
    private static final double SATURATED = 0.85;

    static String header() {
        return "| scenario | server | open | events/s | CPU µs/event (user + sys) | JIT + GC | cores | p50 ms | p99 "
                + "| p99.9 | max | MB/s | writes per tick | missing | RSS KB/stream | client | late ticks |\n|"
                + "---|".repeat(17);
    }

    /** @param rss memory, as the table shows it */
    String row(String rss) {
        double events = result.allEvents();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %,.0f | %s | %s | %.2f | %s | %s | %s | %s | %.1f | %s | %s | %s | %.2f%s | %s |",
                scenario.name(),
                peer.label(),
                result.open - result.lost,
                events / seconds,
                cpuPerEvent(events),
                upkeepPerEvent(events),
                cpu.sum() / seconds,
                percentile(50),
                percentile(99),
                percentile(99.9),
                percentile(100),
                result.bytes / seconds / 1e6,
                writesPerTick(),
                missing(),
                rss,
                load,
                load > SATURATED ? " saturated" : "",
                peer.isLimit() ? "–" : String.format(Locale.ROOT, "%.0f %%", 100 * late));
    }

    private String cpuPerEvent(double events) {
        return events == 0
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.3f (%.3f + %.3f)",
                        cpu.sum() / events * 1e6,
                        cpu.user() / events * 1e6,
                        cpu.system() / events * 1e6);
    }

    private String upkeepPerEvent(double events) {
        return events == 0 || !peer.jvm ? "–" : String.format(Locale.ROOT, "%.3f", cpu.upkeep() / events * 1e6);
    }

    double eventsPerSecond() {
        return result.allEvents() / seconds;
    }

    double cores() {
        return cpu.sum() / seconds;
    }

    double p99Millis() {
        return result.latency.getValueAtPercentile(99) / 1_000.0;
    }

    private String percentile(double percentile) {
        return result.events == 0
                ? "–"
                : String.format(Locale.ROOT, "%.1f", result.latency.getValueAtPercentile(percentile) / 1_000.0);
    }

    private String writesPerTick() {
        return frames == 0 || ticks == 0 ? "–" : String.format(Locale.ROOT, "%.3f", writesOfEachTick());
    }

    /** Of a stream, and of the ticks that it asked for. */
    private double writesOfEachTick() {
        return (double) frames / result.open / ticks * scenario.symbols() / scenario.wantedSymbols();
    }

    /** Number of writes that a stream got for each burst. */
    double writesPerBurst() {
        return writesOfEachTick() * scenario.wantedSymbols();
    }

    private String missing() {
        return result.watched == 0
                ? "–"
                : result.missing + (result.misplaced > 0 ? " and " + result.misplaced + " out of order" : "") + " of "
                        + (result.watched + result.missing);
    }
}
