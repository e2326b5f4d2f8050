package io.tickcast.trial;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Candles;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares the candles that nodes answer with the lists of the exchanges. */
final class CandleCheck {
    private static final Pattern ROW = Pattern.compile("\\{\"time\": (\\d+), [^}]*}");
    private static final Pattern FIGURE = Pattern.compile("\"(open|high|low|close|volume|trades)\": ([0-9.]+)");
    private static final Pattern GAP = Pattern.compile("\\{\"from\": (\\d+), \"to\": (\\d+)}");
    /** A node waits for 5 s before it says that a minute is missing; the rest is for the way of the answer. */
    private static final long SETTLED_MILLIS = 20_000;

    private static final List<Interval> SUMS = List.of(Interval.MINUTES_3, Interval.MINUTES_5, Interval.HOURS_1);

    private final TrialCluster cluster;
    private final CandleExchanges exchanges;
    /** Minutes that the exchanges had closed by then need not be there. */
    private final long from;

    /**
     * The number of what was compared.
     *
     * @param marked  minutes that are incomplete
     * @param named   minutes that a gap names
     * @param wrong   candles that differ from the exchange's, or are missing and not named
     * @param missing candles that the exchange has closed, and the node does not have in full
     */
    record Result(int minutes, int sums, int marked, int named, List<String> wrong, List<String> missing) {}

    /** The rows of an answer by their open times, and the open times in its gaps. */
    private record Answer(NavigableMap<Long, String> rows, Set<Long> gaps) {}

    CandleCheck(TrialCluster cluster, CandleExchanges exchanges, long from) {
        this.cluster = cluster;
        this.exchanges = exchanges;
        this.from = from;
    }

    /** Everything that this node answers now. */
    Result of(int node) {
        int minutes = 0;
        int sums = 0;
        int marked = 0;
        int named = 0;
        List<String> wrong = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String exchange : exchanges.names()) {
            for (String symbol : CandleExchanges.SYMBOLS) {
                String series = TrialCluster.name(node) + ' ' + exchange + ' ' + symbol;
                long settled = exchanges.millis() - SETTLED_MILLIS;
                Optional<Answer> answered = answer(node, exchange, symbol, Interval.MINUTES_1);
                if (answered.isEmpty()) {
                    missing.add(series + ": no answer");
                    continue;
                }
                NavigableMap<Long, String> rows = answered.get().rows();
                Set<Long> gaps = answered.get().gaps();
                // Afterwards: it knows all that the node can know.
                NavigableMap<Long, String> truth = truth(exchange, symbol);
                for (Map.Entry<Long, String> row : rows.entrySet()) {
                    String real = truth.getOrDefault(row.getKey(), "nothing");
                    if (isFinal(row.getValue())) {
                        minutes++;
                        if (!row.getValue().equals(real)) {
                            wrong.add(series + ": " + row.getValue() + " and not " + real);
                        }
                    } else if (isClosed(row.getValue())) {
                        marked++;
                    } else if (!row.getKey().equals(rows.lastKey())) {
                        wrong.add(series + ": open " + row.getValue());
                    }
                }
                for (Map.Entry<Long, String> real : truth.tailMap(from).entrySet()) {
                    long time = real.getKey();
                    String row = rows.getOrDefault(time, "nothing");
                    if (isFinal(row)) {
                        continue;
                    }
                    missing.add(series + ": " + row + " and not " + real.getValue());
                    if (gaps.contains(time)) {
                        named++;
                    } else if (time + Interval.MINUTES_1.millis() <= settled && !isMarked(row)) {
                        wrong.add(series + ": neither marked nor in a gap: " + row + " and not " + real.getValue());
                    }
                }
                for (Interval interval : SUMS) {
                    sums += sums(node, exchange, symbol, interval, series, wrong, missing);
                }
            }
        }
        return new Result(minutes, sums, marked, named, wrong, missing);
    }

    /** Sums have the numbers of the exchange, and digits of their own. */
    private int sums(
            int node,
            String exchange,
            String symbol,
            Interval interval,
            String series,
            List<String> wrong,
            List<String> missing) {
        Map<Long, String> rows =
                answer(node, exchange, symbol, interval).map(Answer::rows).orElse(new TreeMap<>()).entrySet().stream()
                        .filter(row -> isFinal(row.getValue()))
                        .collect(TreeMap::new, (map, row) -> map.put(row.getKey(), row.getValue()), Map::putAll);
        Map<Long, Candle> truth = new TreeMap<>();
        exchanges.closed(exchange, symbol, interval).forEach(candle -> truth.put(candle.time(), candle));
        rows.forEach((time, row) -> {
            String real = truth.containsKey(time) ? Candles.row(truth.get(time)) : "nothing";
            if (!figures(row).equals(figures(real))) {
                wrong.add(series + ' ' + interval.label() + ": " + row + " and not " + real);
            }
        });
        truth.forEach((time, real) -> {
            if (time >= from && !rows.containsKey(time)) {
                missing.add(series + ' ' + interval.label() + ": no complete " + Candles.row(real));
            }
        });
        return rows.size();
    }

    static Map<String, BigDecimal> figures(String row) {
        Map<String, BigDecimal> figures = new LinkedHashMap<>();
        Matcher each = FIGURE.matcher(row);
        while (each.find()) {
            figures.put(each.group(1), new BigDecimal(each.group(2)).stripTrailingZeros());
        }
        return figures;
    }

    private NavigableMap<Long, String> truth(String exchange, String symbol) {
        NavigableMap<Long, String> truth = new TreeMap<>();
        exchanges
                .closed(exchange, symbol, Interval.MINUTES_1)
                .forEach(candle -> truth.put(candle.time(), Candles.row(candle)));
        return truth;
    }

    private Optional<Answer> answer(int node, String exchange, String symbol, Interval interval) {
        return cluster.body(
                        node,
                        "/api/candles?limit=1000&exchange=" + exchange + "&symbol=" + symbol + "&interval="
                                + interval.label())
                .map(body -> {
                    NavigableMap<Long, String> rows = new TreeMap<>();
                    Matcher row = ROW.matcher(body);
                    while (row.find()) {
                        rows.put(Long.valueOf(row.group(1)), row.group());
                    }
                    Set<Long> gaps = new HashSet<>();
                    Matcher gap = GAP.matcher(body);
                    while (gap.find()) {
                        for (long time = Long.parseLong(gap.group(1));
                                time <= Long.parseLong(gap.group(2));
                                time += interval.millis()) {
                            gaps.add(time);
                        }
                    }
                    return new Answer(rows, gaps);
                });
    }

    private static boolean isMarked(String row) {
        return row.contains("\"complete\": false");
    }

    private static boolean isClosed(String row) {
        return row.contains("\"closed\": true");
    }

    private static boolean isFinal(String row) {
        return isClosed(row) && row.contains("\"complete\": true");
    }
}
