package io.tickcast.script;

import io.tickcast.market.DecimalField;
import io.tickcast.market.Field;
import io.tickcast.market.Side;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A tick as files see it: with the names that its fields have on the stream, so that it reads the same in every
 * language, {@code tick.change_24h}. Figures are numbers here, NaN where the exchange sent none; {@link #text} has
 * their exact digits.
 */
public final class ScriptTick {
    private static final TickJson FIELDS = new TickJson(List.of(
            Field.SYMBOL,
            Field.EXCHANGE,
            Field.PRICE,
            Field.CHANGE_24H,
            Field.OPEN,
            Field.HIGH,
            Field.LOW,
            Field.VOLUME,
            Field.QUOTE_VOLUME,
            Field.BID,
            Field.ASK,
            Field.TRADE_ID,
            Field.QUANTITY,
            Field.SIDE,
            Field.TIMESTAMP,
            Field.EVENT_TIME,
            Field.RECEIVED_AT));
    private static final TickJson TIMESTAMP = new TickJson(List.of(Field.TIMESTAMP));

    public final String symbol;
    public final String exchange;
    public final double price;
    /** In percent. */
    public final double change_24h;

    public final double open;
    public final double high;
    public final double low;
    /** In the base currency. */
    public final double volume;
    /** In the quote currency. */
    public final double quote_volume;

    public final double bid;
    public final double ask;
    /** Id of the last trade; 0 when the exchange did not send it. */
    public final long trade_id;
    /** Of the last trade, in the base currency. */
    public final double quantity;
    /** Side of the taker of the last trade, {@code buy} or {@code sell}; empty when it is not known. */
    public final String side;
    /** The exchange's time, ISO 8601 in UTC. */
    public final String timestamp;
    /** The exchange's time, in ms since the epoch. */
    public final long event_time;
    /** Time when a node received it, in µs since the epoch. */
    public final long received_at;
    /** Whether the price is of the built-in fake exchange. */
    public final boolean demo;
    /** The figures that the exchange sent, by their names, in its own digits. */
    public final Map<String, String> text;

    ScriptTick(Tick tick) {
        symbol = tick.symbol();
        exchange = tick.exchange();
        price = number(tick, DecimalField.PRICE);
        change_24h = number(tick, DecimalField.CHANGE_24H);
        open = number(tick, DecimalField.OPEN);
        high = number(tick, DecimalField.HIGH);
        low = number(tick, DecimalField.LOW);
        volume = number(tick, DecimalField.VOLUME);
        quote_volume = number(tick, DecimalField.QUOTE_VOLUME);
        bid = number(tick, DecimalField.BID);
        ask = number(tick, DecimalField.ASK);
        trade_id = tick.tradeId();
        quantity = number(tick, DecimalField.QUANTITY);
        side = tick.side() == Side.NONE ? "" : tick.side().label();
        timestamp = TIMESTAMP.text(tick).replaceAll(".*: \"([^\"]*)\".*", "$1");
        event_time = tick.eventTime();
        received_at = tick.receivedAt();
        demo = tick.isDemo();
        Map<String, String> digits = new LinkedHashMap<>();
        Stream.of(DecimalField.values())
                .filter(tick::has)
                .forEach(field -> digits.put(name(field), tick.digits(field)));
        text = Map.copyOf(digits);
    }

    private static double number(Tick tick, DecimalField field) {
        return tick.has(field) ? Double.parseDouble(tick.digits(field)) : Double.NaN;
    }

    private static String name(DecimalField field) {
        return Field.valueOf(field.name()).label();
    }

    /** The same as a JSON object; {@code null} for a figure that the exchange did not send. */
    static String json(Tick tick) {
        String fields = FIELDS.text(tick);
        StringBuilder json = new StringBuilder(fields.length() + 256).append(fields, 0, fields.length() - 1);
        json.append(", \"text\": {");
        String separator = "";
        for (DecimalField field : DecimalField.values()) {
            if (tick.has(field)) {
                // Digits, a point and a sign: nothing to escape.
                json.append(separator)
                        .append('"')
                        .append(name(field))
                        .append("\":\"")
                        .append(tick.digits(field))
                        .append('"');
                separator = ",";
            }
        }
        return json.append("}}").toString();
    }
}
