package io.tickcast.demo;

import io.tickcast.demo.candle.Units;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The content of a {@code 24hrTicker}; amounts in units of 1e-8, with as many decimals as Binance writes.
 *
 * @param closeTime  end of the window of 24 h; the event is never older
 */
record Ticker(
        String symbol,
        long eventTime,
        long closeTime,
        long previousClose,
        long open,
        long high,
        long low,
        long last,
        long lastQuantity,
        long bid,
        long bidQuantity,
        long ask,
        long askQuantity,
        long volume,
        long quoteVolume,
        long firstTrade,
        long lastTrade) {

    static final int SCALE = Units.SCALE;
    static final long DAY_MILLIS = 86_400_000;

    private static final int PERCENT_SCALE = 3;
    private static final Pattern TIMES = Pattern.compile("\"([EOCTt])\":(\\d+)");

    /** REST's name of each field of a payload, in REST's order. */
    private static final String[][] REST_NAMES = {
        {"p", "priceChange"},
        {"P", "priceChangePercent"},
        {"w", "weightedAvgPrice"},
        {"x", "prevClosePrice"},
        {"c", "lastPrice"},
        {"Q", "lastQty"},
        {"b", "bidPrice"},
        {"B", "bidQty"},
        {"a", "askPrice"},
        {"A", "askQty"},
        {"o", "openPrice"},
        {"h", "highPrice"},
        {"l", "lowPrice"},
        {"v", "volume"},
        {"q", "quoteVolume"},
        {"O", "openTime"},
        {"C", "closeTime"},
        {"F", "firstId"},
        {"L", "lastId"},
        {"n", "count"}
    };

    /** The payload as the stream sends it. */
    String toJson() {
        return "{\"e\":\"24hrTicker\",\"E\":" + eventTime + ",\"s\":\"" + symbol
                + text("p", last - open) + "\",\"P\":\"" + changePercent(PERCENT_SCALE) + text("w", weightedAverage())
                + text("x", previousClose) + text("c", last) + text("Q", lastQuantity)
                + text("b", bid) + text("B", bidQuantity) + text("a", ask) + text("A", askQuantity)
                + text("o", open) + text("h", high) + text("l", low)
                + text("v", volume) + text("q", quoteVolume) + "\"" + range() + '}';
    }

    /** The payload of {@code @miniTicker}. */
    String toMiniJson() {
        return "{\"e\":\"24hrMiniTicker\",\"E\":" + eventTime + ",\"s\":\"" + symbol + text("c", last) + text("o", open)
                + text("h", high) + text("l", low) + text("v", volume) + text("q", quoteVolume) + "\"}";
    }

    /** The payload of {@code @ticker_1h} and its relatives; whatever the window, its figures are those of a day. */
    String toWindowJson(String window) {
        return "{\"e\":\"" + window + "Ticker\",\"E\":" + eventTime + ",\"s\":\"" + symbol
                + text("p", last - open) + "\",\"P\":\"" + changePercent(2) + text("o", open) + text("h", high)
                + text("l", low) + text("c", last) + text("w", weightedAverage())
                + text("v", volume) + text("q", quoteVolume) + "\"" + range() + '}';
    }

    /** The times of the window, and its trades. */
    private String range() {
        return ",\"O\":" + (closeTime - DAY_MILLIS) + ",\"C\":" + closeTime + ",\"F\":" + firstTrade + ",\"L\":"
                + lastTrade + ",\"n\":" + (lastTrade - firstTrade + 1);
    }

    /** The best bid and ask as {@code @bookTicker} sends them, which has no time. */
    String toBookJson() {
        return "{\"u\":" + lastTrade + ",\"s\":\"" + symbol + text("b", bid) + text("B", bidQuantity) + text("a", ask)
                + text("A", askQuantity) + "\"}";
    }

    private static String text(String name, long units) {
        return "\",\"" + name + "\":\"" + decimal(units);
    }

    /** An amount with all its decimals. */
    static String decimal(long units) {
        return Units.decimal(units);
    }

    /** An amount without zeros at its end. */
    static String shortest(long units) {
        return Units.shortest(units);
    }

    /** The change over 24 h with this many decimals. */
    String changePercent(int decimals) {
        return BigDecimal.valueOf(last - open)
                .movePointRight(2)
                .divide(BigDecimal.valueOf(open), decimals, RoundingMode.HALF_UP)
                .toPlainString();
    }

    private long weightedAverage() {
        return volume == 0
                ? last
                : BigDecimal.valueOf(quoteVolume)
                        .movePointRight(SCALE)
                        .divide(BigDecimal.valueOf(volume), 0, RoundingMode.HALF_UP)
                        .longValueExact();
    }

    /** The same payload as a connection with {@code timeUnit=MICROSECOND} gets it. */
    static String inMicros(String payload) {
        return TIMES.matcher(payload).replaceAll("\"$1\":$2000");
    }

    /** The same payload as REST answers it; without one, zeros, as for a symbol that does not trade. */
    static JsonObject toRest(String symbol, Optional<String> payload) {
        JsonObject from = new JsonObject(payload.orElseGet(() -> silent(symbol)));
        JsonObject ticker = new JsonObject().put("symbol", symbol);
        for (String[] names : REST_NAMES) {
            ticker.put(names[1], from.getValue(names[0]));
        }
        return ticker;
    }

    private static String silent(String symbol) {
        String zero = "0.00000000";
        JsonObject silent = new JsonObject().put("s", symbol);
        for (String[] names : REST_NAMES) {
            silent.put(
                    names[0],
                    "OC".contains(names[0])
                            ? (Object) 0
                            : "FL".contains(names[0])
                                    ? (Object) Integer.valueOf(-1)
                                    : "n".equals(names[0]) ? (Object) 0 : zero);
        }
        return silent.put("P", "0.000").encode();
    }
}
