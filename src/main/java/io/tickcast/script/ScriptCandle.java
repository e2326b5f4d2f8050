package io.tickcast.script;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A state of a candle as files see it: with the names that its fields have on the stream. Figures are numbers here, NaN
 * where the exchange sent none; {@link #text} has their exact digits.
 */
public final class ScriptCandle {
    public final String symbol;
    public final String exchange;
    /** Such as {@code 1m}. */
    public final String interval;
    /** Open time in ms since the epoch. */
    public final long time;

    public final double open;
    public final double high;
    public final double low;
    public final double close;
    /** In the base currency. */
    public final double volume;
    /** In the quote currency. */
    public final double quote_volume;
    /** Count of trades; -1 when the exchange does not send it. */
    public final long trades;
    /** Whether it no longer changes. */
    public final boolean closed;
    /** Whether nothing is missing in it. */
    public final boolean complete;
    /** Whether its prices are of the built-in fake exchange. */
    public final boolean demo;
    /** The figures that the exchange sent, by their names, in its own digits. */
    public final Map<String, String> text;

    ScriptCandle(Candle candle) {
        symbol = candle.key().symbol();
        exchange = candle.key().exchange();
        interval = candle.key().interval().label();
        time = candle.time();
        open = number(candle, CandleField.OPEN);
        high = number(candle, CandleField.HIGH);
        low = number(candle, CandleField.LOW);
        close = number(candle, CandleField.CLOSE);
        volume = number(candle, CandleField.VOLUME);
        quote_volume = number(candle, CandleField.QUOTE_VOLUME);
        trades = candle.trades();
        closed = candle.isClosed();
        complete = candle.isComplete();
        demo = candle.isDemo();
        Map<String, String> digits = new LinkedHashMap<>();
        for (CandleField field : CandleField.values()) {
            if (candle.has(field)) {
                digits.put(field.label(), candle.digits(field));
            }
        }
        text = Map.copyOf(digits);
    }

    private static double number(Candle candle, CandleField field) {
        return candle.has(field) ? Double.parseDouble(candle.digits(field)) : Double.NaN;
    }

    /** The same as a JSON object; {@code null} for a figure that the exchange did not send. */
    static String json(Candle candle) {
        StringBuilder json = new StringBuilder(512)
                .append("{\"symbol\":\"")
                .append(candle.key().symbol())
                .append("\",\"exchange\":\"")
                .append(candle.key().exchange())
                .append("\",\"interval\":\"")
                .append(candle.key().interval().label())
                .append("\",\"time\":")
                .append(candle.time());
        StringBuilder text = new StringBuilder(256);
        for (CandleField field : CandleField.values()) {
            json.append(",\"").append(field.label()).append("\":");
            if (candle.has(field)) {
                String digits = candle.digits(field);
                json.append(digits);
                // Digits and a point: nothing to escape.
                text.append(text.isEmpty() ? "\"" : ",\"")
                        .append(field.label())
                        .append("\":\"")
                        .append(digits)
                        .append('"');
            } else {
                json.append("null");
            }
        }
        return json.append(",\"trades\":")
                .append(candle.hasTrades() ? Long.toString(candle.trades()) : "null")
                .append(",\"closed\":")
                .append(candle.isClosed())
                .append(",\"complete\":")
                .append(candle.isComplete())
                .append(candle.isDemo() ? ",\"demo\":true" : "")
                .append(",\"text\":{")
                .append(text)
                .append("}}")
                .toString();
    }
}
