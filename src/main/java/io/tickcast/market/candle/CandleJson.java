package io.tickcast.market.candle;

/**
 * Writes candles as JSON in the exchange's digits:
 * {@code {"time": 1704868500000, "open": 95000.00, …, "closed": false}}. A figure that the exchange does not give is left
 * out.
 */
public final class CandleJson {
    private CandleJson() {}

    /** Characters of a row, about. */
    public static final int ROW_LENGTH = 256;

    /** Appends a row of a list, whose series is known. */
    public static void appendRow(Candle candle, StringBuilder json) {
        json.append('{');
        appendFigures(candle, json);
        json.append(", \"closed\": ")
                .append(candle.isClosed())
                .append(", \"complete\": ")
                .append(candle.isComplete());
        end(candle, json);
    }

    /**
     * The data of an event, which says that a candle is incomplete only when it is.
     *
     * @param withExchange whether the stream carries more than the primary exchange
     */
    public static String event(Candle candle, boolean withExchange) {
        CandleKey key = candle.key();
        StringBuilder json = new StringBuilder(256)
                .append("{\"symbol\": \"")
                .append(key.symbol())
                .append("\", ");
        if (withExchange) {
            json.append("\"exchange\": \"").append(key.exchange()).append("\", ");
        }
        json.append("\"interval\": \"").append(key.interval().label()).append("\", ");
        appendFigures(candle, json);
        json.append(", \"closed\": ").append(candle.isClosed());
        if (!candle.isComplete()) {
            json.append(", \"complete\": false");
        }
        end(candle, json);
        return json.toString();
    }

    private static void end(Candle candle, StringBuilder json) {
        json.append(candle.isDemo() ? ", \"demo\": true}" : "}");
    }

    private static void appendFigures(Candle candle, StringBuilder json) {
        json.append("\"time\": ").append(candle.time());
        for (CandleField field : CandleField.values()) {
            if (candle.has(field)) {
                json.append(", \"").append(field.label()).append("\": ").append(candle.digits(field));
            }
        }
        if (candle.hasTrades()) {
            json.append(", \"trades\": ").append(candle.trades());
        }
    }
}
