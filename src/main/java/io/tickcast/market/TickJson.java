package io.tickcast.market;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes ticks as JSON with the chosen fields: {@code {"symbol": "BTCUSDT", "price": 95000.00}}. Figures are written in
 * the exchange's digits as JSON numbers. Immutable; two of the same fields are equal.
 */
public final class TickJson {
    private static final byte[] DEMO = ascii(", \"demo\": true");
    private static final byte[] TEST = ascii(", \"test\": true");
    private static final byte[] AGE = ascii(", \"age_ms\": ");
    private static final long NO_AGE = -1;

    private final List<Field> fields;
    /** The text before each value: the brace or comma, the name, the colon. */
    private final byte[][] leads;

    private final boolean ofWindow;

    /** @throws IllegalArgumentException without a field */
    public TickJson(List<Field> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a tick is written with at least one field");
        }
        this.fields = List.copyOf(fields);
        ofWindow = fields.stream().anyMatch(Field::isOfWindow);
        leads = new byte[fields.size()][];
        for (int i = 0; i < leads.length; i++) {
            leads[i] = ascii((i == 0 ? "{\"" : ", \"") + fields.get(i).label() + "\": ");
        }
    }

    /** Whether a field tells of all the ticks that an event stands for. */
    public boolean isOfWindow() {
        return ofWindow;
    }

    public boolean hasExchange() {
        return fields.contains(Field.EXCHANGE);
    }

    /** The same with the exchange, right after the symbol unless it is there already. */
    public TickJson withExchange() {
        if (hasExchange()) {
            return this;
        }
        List<Field> more = new ArrayList<>(fields);
        more.add(fields.indexOf(Field.SYMBOL) + 1, Field.EXCHANGE);
        return new TickJson(more);
    }

    /** The same with the exchanges of an index, at the end. */
    public TickJson withSources() {
        List<Field> more = new ArrayList<>(fields);
        if (!more.contains(Field.SOURCES)) {
            more.add(Field.SOURCES);
        }
        return new TickJson(more);
    }

    public void append(Tick tick, ByteBuf out) {
        append(tick, PriceWindow.of(tick), NO_AGE, out);
    }

    /** @param window of the ticks that this one stands for */
    public void append(Tick tick, PriceWindow window, ByteBuf out) {
        append(tick, window, NO_AGE, out);
    }

    /** The same with {@code age_ms}, for a price that must not be taken for a new one. */
    public void appendAged(Tick tick, long ageMillis, ByteBuf out) {
        append(tick, PriceWindow.of(tick), ageMillis, out);
    }

    private void append(Tick tick, PriceWindow window, long ageMillis, ByteBuf out) {
        for (int i = 0; i < leads.length; i++) {
            out.writeBytes(leads[i]);
            fields.get(i).appendValue(tick, window, out);
        }
        if (ageMillis != NO_AGE) {
            out.writeBytes(AGE).writeBytes(ascii(Long.toString(ageMillis)));
        }
        if (tick.isDemo()) {
            out.writeBytes(DEMO);
        }
        if (tick.isTest()) {
            out.writeBytes(TEST);
        }
        out.writeByte('}');
    }

    public String text(Tick tick) {
        ByteBuf out = Unpooled.buffer(256);
        append(tick, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TickJson that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
