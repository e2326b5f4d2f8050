package io.tickcast.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A load.
 *
 * @param nodes       server processes that share the streams
 * @param rate        ticks per second and symbol
 * @param burst       whether all symbols tick at once
 * @param wanted      number of symbols that a stream asks for; 0: all
 * @param sameWanted  whether all streams ask for the same ones
 * @param slowPercent share of the streams that stop reading
 * @param parseEvery  one stream of so many is parsed, the others' bytes are counted
 * @param trades      whether the ticks are trades, beside a ticker of each symbol once a second
 * @param interval    at most one update of a symbol in so many ms; 0: every tick
 */
record Scenario(
        String name,
        int nodes,
        int streams,
        int symbols,
        double rate,
        boolean burst,
        int wanted,
        boolean sameWanted,
        int slowPercent,
        int parseEvery,
        boolean trades,
        int interval) {

    /** With so many streams a window holds few bursts of each, and the memory that they touch takes its time. */
    private static final int MANY = 10_000;

    static final String PRICES = "/api/sse/prices";
    static final String RAMP = "ramp";
    static final String BESIDE = "beside-1k";
    static final String FILES = "files-1k";
    static final String TICKER = "ticker-10k";
    static final String TRADES = "trades-10k";
    static final String CANDLES = "candles-10k";

    private static final int DEFAULT_INTERVAL = 250;

    private static final List<Scenario> ALL = List.of(
            plain("smoke", 100, 16, true),
            plain("burst-10k", 10_000, 16, true),
            plain("spread-10k", 10_000, 16, false),
            plain("burst-1k-500", 1_000, 500, true),
            plain("spread-1k-500", 1_000, 500, false),
            new Scenario(BESIDE, 1, 1_000, 16, 5, true, 0, true, 0, 1),
            new Scenario(FILES, 1, 100, 16, 62.5, false, 0, true, 0, 1),
            new Scenario("random-1k", 1, 1_000, 500, 10, true, 20, false, 0, 1),
            new Scenario("same-1k", 1, 1_000, 500, 10, true, 20, true, 0, 1),
            new Scenario("random-10k", 1, 10_000, 500, 1, true, 20, false, 0, 10),
            new Scenario("slow-2pct", 1, 10_000, 16, 1, true, 0, true, 2, 1),
            new Scenario("idle-memory", 1, 10_000, 16, 0, true, 0, true, 0, 1),
            ofTrades("trades-1k-5", 1_000, 5, 0),
            ofTrades("trades-1k", 1_000, 50, 0),
            new Scenario(TICKER, 1, 10_000, 16, 1, false, 0, true, 0, 10, false, DEFAULT_INTERVAL),
            ofTrades(TRADES, 10_000, 50, DEFAULT_INTERVAL),
            ofTrades(CANDLES, 10_000, 1, DEFAULT_INTERVAL),
            ofTrades(CANDLES + "-5", 10_000, 5, DEFAULT_INTERVAL),
            new Scenario("burst-50k", 3, 50_000, 16, 1, true, 0, true, 0, 10),
            new Scenario("burst-100k", 6, 100_000, 16, 1, true, 0, true, 0, 10),
            new Scenario("overload-100k", 6, 100_000, 16, 2, true, 0, true, 0, 10));

    /** Of streams that get every tick. */
    Scenario(
            String name,
            int nodes,
            int streams,
            int symbols,
            double rate,
            boolean burst,
            int wanted,
            boolean sameWanted,
            int slowPercent,
            int parseEvery) {
        this(name, nodes, streams, symbols, rate, burst, wanted, sameWanted, slowPercent, parseEvery, false, 0);
    }

    private static Scenario ofTrades(String name, int streams, double rate, int interval) {
        return new Scenario(name, 1, streams, 16, rate, false, 0, true, 0, 10, true, interval);
    }

    private static Scenario plain(String name, int streams, int symbols, boolean burst) {
        return new Scenario(name, 1, streams, symbols, 1, burst, 0, true, 0, 1);
    }

    static Map<String, Scenario> byName() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        ALL.forEach(scenario -> all.put(scenario.name, scenario));
        return all;
    }

    /** The scenario with the rate that the saturation ramp raises. */
    static Scenario ramp() {
        return new Scenario(RAMP, 1, 1_000, 16, 0, true, 0, true, 0, 20);
    }

    /** The same at another rate; of the ramp, a step of it. */
    Scenario at(double otherRate) {
        return otherRate == rate
                ? this
                : new Scenario(
                        name + '-' + Math.round(otherRate),
                        nodes,
                        streams,
                        symbols,
                        otherRate,
                        burst,
                        wanted,
                        sameWanted,
                        slowPercent,
                        parseEvery,
                        trades,
                        interval);
    }

    /** The field that numbers the ticks of a symbol; empty when a stream does not get each of them. */
    String numberedBy() {
        if (interval > 0) {
            return "";
        }
        return trades ? "trade_id" : "volume";
    }

    /** Events per second that all streams together ask for. */
    double eventsAsked() {
        return streams * rate * wantedSymbols();
    }

    /** Number of symbols that a stream gets. */
    int wantedSymbols() {
        return wanted == 0 ? symbols : wanted;
    }

    /** Duration of its measurement. */
    int seconds() {
        return Integer.getInteger("bench.seconds", streams < MANY ? 10 : 15);
    }

    List<String> symbolNames() {
        return symbolNames(symbols);
    }

    static List<String> symbolNames(int count) {
        return IntStream.range(0, count).mapToObj("S%03dUSDT"::formatted).toList();
    }

    /**
     * The path that a stream asks for.
     *
     * @param prices the path of all prices
     */
    static String path(String prices, int stream, int symbols, int wanted, boolean same) {
        if (wanted == 0) {
            return prices;
        }
        List<String> names = symbolNames(symbols);
        return new Random(same ? 0 : stream)
                .ints(0, symbols)
                .distinct()
                .limit(wanted)
                .mapToObj(names::get)
                .collect(Collectors.joining(",", prices + "?symbols=", ""));
    }
}
