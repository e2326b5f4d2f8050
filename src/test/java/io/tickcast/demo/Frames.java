package io.tickcast.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Payloads as Binance writes them. */
public final class Frames {
    private static final BigDecimal RISE = new BigDecimal("1.0125");
    private static final String PERCENT = "1.250";

    private Frames() {}

    /** A 24hrTicker with all fields, 1.25 % up in 24 h; the price keeps its digits. */
    public static String ticker(String symbol, long eventTime, String price) {
        BigDecimal last = new BigDecimal(price);
        BigDecimal open = last.divide(RISE, 8, RoundingMode.HALF_UP);
        String l = last.setScale(8, RoundingMode.HALF_UP).toPlainString();
        String o = open.toPlainString();
        return "{\"e\":\"24hrTicker\",\"E\":" + eventTime + ",\"s\":\"" + symbol
                + "\",\"p\":\""
                + last.subtract(open).setScale(8, RoundingMode.HALF_UP).toPlainString()
                + "\",\"P\":\"" + PERCENT + "\",\"w\":\"" + o + "\",\"x\":\"" + o + "\",\"c\":\"" + price
                + "\",\"Q\":\"0.50000000\",\"b\":\"" + l + "\",\"B\":\"1.25000000\",\"a\":\"" + l
                + "\",\"A\":\"2.00000000"
                + "\",\"o\":\"" + o + "\",\"h\":\"" + l + "\",\"l\":\"" + o
                + "\",\"v\":\"1000.00000000\",\"q\":\""
                + open.multiply(new BigDecimal(1000)).setScale(8).toPlainString()
                + "\",\"O\":" + (eventTime - 86_400_000) + ",\"C\":" + eventTime + ",\"F\":1001,\"L\":6000,\"n\":5000}";
    }

    /** The payload with this last trade. */
    public static String after(String ticker, long lastTrade) {
        return with(with(ticker, "L", Long.toString(lastTrade)), "F", Long.toString(lastTrade - 4_999));
    }

    /** An aggTrade; the taker bought. */
    public static String trade(String symbol, long number, long first, long last, long time, String price) {
        return new AggTrade(symbol, number, price, "0.50000000", first, last, time, false).toJson();
    }

    /** A message of {@code @bookTicker}. */
    public static String book(String symbol, String bid, String ask) {
        return "{\"u\":400900217,\"s\":\"" + symbol + "\",\"b\":\"" + bid + "\",\"B\":\"1.0\",\"a\":\"" + ask
                + "\",\"A\":\"2.0\"}";
    }

    /** Payloads of a random walk, one a second from this time on; the same ones at every call. */
    public static List<String> walk(String symbol, int count, long firstEventTime) {
        RandomWalk walk = new RandomWalk(symbol, 1, firstEventTime);
        return LongStream.range(0, count)
                .mapToObj(i -> walk.next(firstEventTime + 1000 * i).toJson())
                .toList();
    }

    /** The payload with another value of one field, written as JSON: {@code "\"NaN\""}, {@code "17"}. */
    public static String with(String payload, String field, String json) {
        Matcher value = value(payload, field);
        return value.find()
                ? payload.substring(0, value.start()) + pair(field, json) + payload.substring(value.end())
                : payload;
    }

    /** The same with another value of each field of this name. */
    static String withAll(String payload, String field, String json) {
        Matcher value = value(payload, field);
        StringBuilder text = new StringBuilder();
        while (value.find()) {
            // A replacement is read character by character, of which some have thousands.
            value.appendReplacement(text, "");
            text.append(pair(field, json));
        }
        return value.appendTail(text).toString();
    }

    private static Matcher value(String payload, String field) {
        return Pattern.compile("\"" + field + "\":(\"[^\"]*\"|[^,}]*)").matcher(payload);
    }

    private static String pair(String field, String json) {
        return "\"" + field + "\":" + json;
    }

    /** The payload as a combined stream wraps it. */
    public static String combined(String stream, String payload) {
        return Session.combined(stream, payload);
    }

    public static String serverShutdown(long eventTime) {
        return "{\"e\":\"serverShutdown\",\"E\":" + eventTime + '}';
    }
}
