package io.tickcast.trial;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleJson;
import io.tickcast.market.candle.Interval;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares the candles that nodes answer with the lists of the exchanges. */
final class CandleCheck {
    private static final Pattern ROW = Pattern.compile("\\{\"time\": (\\d+), [^}]*}");
    private static final Pattern FIGURE = Pattern.compile("\"(open|high|low|close|volume|trades)\": ([0-9.]+)");
    private static final List<Interval> SUMS = List.of(Interval.MINUTES_3, Interval.MINUTES_5, Interval.HOURS_1);

    private final TrialCluster cluster;
    private final CandleExchanges exchanges;
    /** Minutes that the exchanges had closed by then need not be there. */
    private final long from;

    /** The number of what was compared. */
    record Result(int minutes, int sums, int marked, List<String> wrong, List<String> missing) {}

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
        List<String> wrong = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String exchange : exchanges.names()) {
            for (String symbol : CandleExchanges.SYMBOLS) {
                String series = TrialCluster.name(node) + ' ' + exchange + ' ' + symbol;
                Optional<NavigableMap<Long, String>> answered = rows(node, exchange, symbol, Interval.MINUTES_1);
                if (answered.isEmpty()) {
                    missing.add(series + ": no answer");
                    continue;
                }
                NavigableMap<Long, String> rows = answered.get();
                // Afterwards: it knows all that the node can know.
                Map<Long, String> truth = truth(exchange, symbol);
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
                truth.forEach((time, real) -> {
                    if (time >= from && !isFinal(rows.getOrDefault(time, ""))) {
                        missing.add(series + ": " + rows.getOrDefault(time, "nothing") + " and not " + real);
                    }
                });
                for (Interval interval : SUMS) {
                    sums += sums(node, exchange, symbol, interval, series, wrong);
                }
            }
        }
        return new Result(minutes, sums, marked, wrong, missing);
    }

    /** Sums have the numbers of the exchange, and digits of their own. */
    private int sums(int node, String exchange, String symbol, Interval interval, String series, List<String> wrong) {
        Map<Long, String> rows = rows(node, exchange, symbol, interval).orElse(new TreeMap<>()).entrySet().stream()
                .filter(row -> isFinal(row.getValue()))
                .collect(TreeMap::new, (map, row) -> map.put(row.getKey(), row.getValue()), Map::putAll);
        Map<Long, Candle> truth = new TreeMap<>();
        exchanges.closed(exchange, symbol, interval).forEach(candle -> truth.put(candle.time(), candle));
        rows.forEach((time, row) -> {
            String real = truth.containsKey(time) ? CandleJson.row(truth.get(time)) : "nothing";
            if (!figures(row).equals(figures(real))) {
                wrong.add(series + ' ' + interval.label() + ": " + row + " and not " + real);
            }
        });
        return rows.size();
    }

    private static Map<String, BigDecimal> figures(String row) {
        Map<String, BigDecimal> figures = new LinkedHashMap<>();
        Matcher each = FIGURE.matcher(row);
        while (each.find()) {
            figures.put(each.group(1), new BigDecimal(each.group(2)).stripTrailingZeros());
        }
        return figures;
    }

    private Map<Long, String> truth(String exchange, String symbol) {
        Map<Long, String> truth = new TreeMap<>();
        exchanges
                .closed(exchange, symbol, Interval.MINUTES_1)
                .forEach(candle -> truth.put(candle.time(), CandleJson.row(candle)));
        return truth;
    }

    private Optional<NavigableMap<Long, String>> rows(int node, String exchange, String symbol, Interval interval) {
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
                    return rows;
                });
    }

    private static boolean isClosed(String row) {
        return row.contains("\"closed\": true");
    }

    private static boolean isFinal(String row) {
        return isClosed(row) && row.contains("\"complete\": true");
    }
}
