package io.tickcast.market;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A field of a price event, as clients name it. */
public enum Field {
    SYMBOL((tick, window, out) -> appendText(tick.symbol(), out)),
    PRICE(DecimalField.PRICE),
    CHANGE_24H(DecimalField.CHANGE_24H),
    /** The exchange's event time in UTC, ISO 8601 with ms. */
    TIMESTAMP((tick, window, out) -> appendText(isoMillis(tick.eventTime()), out)),
    EXCHANGE((tick, window, out) -> appendText(tick.exchange(), out)),
    OPEN(DecimalField.OPEN),
    HIGH(DecimalField.HIGH),
    LOW(DecimalField.LOW),
    VOLUME(DecimalField.VOLUME),
    QUOTE_VOLUME(DecimalField.QUOTE_VOLUME),
    BID(DecimalField.BID),
    ASK(DecimalField.ASK),
    /** The exchange's event time in ms since the epoch. */
    EVENT_TIME((tick, window, out) -> appendNumber(tick.eventTime(), out)),
    /** Time when a node received the tick, in µs since the epoch. */
    RECEIVED_AT((tick, window, out) -> appendNumber(tick.receivedAt(), out)),
    /** A second name of {@link #CHANGE_24H}, for pages that read it so. */
    CHANGE24H(DecimalField.CHANGE_24H),
    /** Highest price of the ticks that the event stands for, its own included. */
    WINDOW_HIGH((tick, window, out) -> appendFigure(window.highest(), DecimalField.PRICE, out)),
    /** Lowest price of the ticks that the event stands for, its own included. */
    WINDOW_LOW((tick, window, out) -> appendFigure(window.lowest(), DecimalField.PRICE, out)),
    /** Number of ticks that the event stands for; 1 if none was left out. */
    WINDOW_COUNT((tick, window, out) -> appendNumber(window.count(), out)),
    /** The exchange's id of the last trade. */
    TRADE_ID((tick, window, out) -> {
        if (tick.tradeId() > 0) {
            appendNumber(tick.tradeId(), out);
        } else {
            appendNull(out);
        }
    }),
    /** Of the last trade, in the base currency. */
    QUANTITY(DecimalField.QUANTITY),
    /** Side of the taker of the last trade: {@code buy} or {@code sell}. */
    SIDE((tick, window, out) -> {
        if (tick.side() == Side.NONE) {
            appendNull(out);
        } else {
            appendText(tick.side().label(), out);
        }
    }),
    /** The exchanges that an index is made of; {@code null} for the tick of an exchange. */
    SOURCES((tick, window, out) -> appendSources(tick, out));

    private static final DateTimeFormatter ISO_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    // A lambda that captures nothing that changes.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Value value;

    private interface Value {
        void append(Tick tick, PriceWindow window, ByteBuf out);
    }

    Field(Value value) {
        this.value = value;
    }

    Field(DecimalField figure) {
        this((tick, window, out) -> appendFigure(tick, figure, out));
    }

    /** The name in events, queries and settings. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Field> of(String label) {
        return Stream.of(values()).filter(field -> field.label().equals(label)).findFirst();
    }

    /** Writes the JSON value; {@code null} for a figure that the exchange did not send. */
    void appendValue(Tick tick, PriceWindow window, ByteBuf out) {
        value.append(tick, window, out);
    }

    /** Whether it tells of the ticks that the event stands for, and not of its own alone. */
    public boolean isOfWindow() {
        return this == WINDOW_HIGH || this == WINDOW_LOW || this == WINDOW_COUNT;
    }

    /** Whether it tells of the last trade alone. */
    public boolean isOfTrade() {
        return this == TRADE_ID || this == QUANTITY || this == SIDE;
    }

    private static void appendFigure(Tick tick, DecimalField figure, ByteBuf out) {
        if (tick.has(figure)) {
            tick.append(figure, out);
        } else {
            appendNull(out);
        }
    }

    private static void appendNull(ByteBuf out) {
        out.writeBytes(NULL);
    }

    private static void appendText(String needsNoEscape, ByteBuf out) {
        out.writeByte('"');
        ByteBufUtil.writeUtf8(out, needsNoEscape);
        out.writeByte('"');
    }

    private static void appendSources(Tick tick, ByteBuf out) {
        if (!tick.isIndex()) {
            out.writeBytes(NULL);
            return;
        }
        out.writeByte('[');
        for (int i = 0; i < tick.sources().size(); i++) {
            if (i > 0) {
                out.writeByte(',').writeByte(' ');
            }
            appendText(tick.sources().get(i), out);
        }
        out.writeByte(']');
    }

    private static void appendNumber(long value, ByteBuf out) {
        ByteBufUtil.writeAscii(out, Long.toString(value));
    }

    private static String isoMillis(long millis) {
        return ISO_MILLIS.format(Instant.ofEpochMilli(millis));
    }
}
