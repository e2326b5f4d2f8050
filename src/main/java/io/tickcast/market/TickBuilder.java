package io.tickcast.market;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects a tick and refuses what could not be one. Not thread-safe. It may be used again after {@link #clear()},
 * so that a parser allocates nothing but the tick.
 */
public final class TickBuilder {
    /** The figures of the market stand between the price and the quantity. */
    private static final int MARKET = DecimalField.PRICE.ordinal() + 1;

    private static final int MARKET_END = DecimalField.QUANTITY.ordinal();

    /** Each figure at its own place, {@link DecimalField#MAX_LENGTH} apart. */
    private final byte[] figures = new byte[DecimalField.COUNT * DecimalField.MAX_LENGTH];

    private String exchange = "";
    private String symbol = "";
    private long eventTime;
    private long receivedAt;
    private int marks;
    private long order;
    private Side side = Side.NONE;
    private long lengths;
    private List<String> sources = List.of();
    /** The figures of the market as a tick has them, as long as none of them changes. */
    private byte @Nullable [] market;
    /** Whether another tick has them, too. */
    private boolean isMarketShared;

    public TickBuilder clear() {
        exchange = "";
        symbol = "";
        eventTime = 0;
        receivedAt = 0;
        marks = 0;
        order = 0;
        side = Side.NONE;
        lengths = 0;
        sources = List.of();
        market = null;
        return this;
    }

    public TickBuilder exchange(String exchange) {
        this.exchange = exchange;
        return this;
    }

    public TickBuilder symbol(String symbol) {
        this.symbol = symbol;
        return this;
    }

    /** @param millis since the epoch */
    public TickBuilder eventTime(long millis) {
        eventTime = millis;
        return this;
    }

    /** @param micros since the epoch */
    public TickBuilder receivedAt(long micros) {
        receivedAt = micros;
        return this;
    }

    /** @param id of the last trade; what is not above 0 is none */
    public TickBuilder tradeId(long id) {
        order = Math.max(0, id);
        return this;
    }

    /**
     * Orders ticks that have no trade id.
     *
     * @param number above 0, and higher for a later tick
     */
    public TickBuilder number(long number) {
        order = number;
        return mark(Tick.NUMBERED, true);
    }

    public TickBuilder side(Side side) {
        this.side = side;
        return this;
    }

    public TickBuilder demo(boolean demo) {
        return mark(Tick.DEMO, demo);
    }

    public TickBuilder test() {
        return mark(Tick.TEST, true);
    }

    public TickBuilder stored() {
        return mark(Tick.STORED, true);
    }

    TickBuilder sources(List<String> sources) {
        this.sources = List.copyOf(sources);
        return this;
    }

    TickBuilder marks(int marks) {
        this.marks = marks;
        return this;
    }

    private TickBuilder mark(int mark, boolean on) {
        marks = on ? marks | mark : marks & ~mark;
        return this;
    }

    /** Keeps these digits; false, and nothing kept, when the figure cannot have them. */
    public boolean figure(DecimalField field, CharSequence digits) {
        if (!field.allows(digits)) {
            return false;
        }
        int place = field.ordinal() * DecimalField.MAX_LENGTH;
        int length = digits.length();
        for (int i = 0; i < length; i++) {
            figures[place + i] = (byte) digits.charAt(i);
        }
        changed(field, length);
        return true;
    }

    /** Has this figure as the tick has it, or lacks it as that one does. */
    TickBuilder take(DecimalField field, Tick other) {
        int length = other.length(field);
        int place = field.ordinal() * DecimalField.MAX_LENGTH;
        other.copy(field, figures, place);
        changed(field, length);
        return this;
    }

    /** Has this figure as the other one has it, or lacks it as that one does. */
    public TickBuilder take(DecimalField field, TickBuilder other) {
        int length = other.length(field.ordinal());
        int place = field.ordinal() * DecimalField.MAX_LENGTH;
        System.arraycopy(other.figures, place, figures, place, length);
        changed(field, length);
        return this;
    }

    /**
     * Has all figures but the price and the quantity as the other one has them. Ticks that take them from the same one
     * share their memory until one of them changes there.
     */
    public TickBuilder takeMarket(TickBuilder other) {
        int place = MARKET * DecimalField.MAX_LENGTH;
        System.arraycopy(other.figures, place, figures, place, MARKET_END * DecimalField.MAX_LENGTH - place);
        lengths = (lengths & ~Tick.MARKET_LENGTHS) | (other.lengths & Tick.MARKET_LENGTHS);
        market = other.market();
        isMarketShared = other.isMarketShared;
        other.isMarketShared = true;
        return this;
    }

    private void changed(DecimalField field, int length) {
        lengths = Lengths.with(lengths, field.ordinal(), length);
        market = null;
    }

    public boolean has(DecimalField field) {
        return length(field.ordinal()) > 0;
    }

    /** The digits kept so far; empty when there are none. */
    public String digits(DecimalField field) {
        int place = field.ordinal() * DecimalField.MAX_LENGTH;
        return new String(figures, place, length(field.ordinal()), StandardCharsets.US_ASCII);
    }

    /** @throws IllegalStateException without a valid exchange, a valid symbol, a price or a time */
    public Tick build() {
        // An exchange's name stands in the same texts as a symbol, so what makes a symbol safe makes it safe.
        if (!Symbols.isValid(exchange) || !Symbols.isValid(symbol) || eventTime <= 0 || !has(DecimalField.PRICE)) {
            throw new IllegalStateException("a tick needs a valid exchange and symbol, a price and a time after 1970");
        }
        byte[] packed = market();
        return new Tick(
                exchange,
                symbol,
                eventTime,
                receivedAt,
                isMarketShared ? marks | Tick.SHARES : marks,
                order,
                side,
                lengths,
                trade(),
                packed,
                sources);
    }

    private int length(int field) {
        return Lengths.of(lengths, field);
    }

    private byte[] trade() {
        int price = length(DecimalField.PRICE.ordinal());
        int quantity = length(DecimalField.QUANTITY.ordinal());
        byte[] packed = new byte[price + quantity];
        System.arraycopy(figures, 0, packed, 0, price);
        System.arraycopy(figures, DecimalField.QUANTITY.ordinal() * DecimalField.MAX_LENGTH, packed, price, quantity);
        return packed;
    }

    private byte[] market() {
        byte[] packed = market;
        if (packed == null) {
            packed = packMarket();
            market = packed;
            isMarketShared = false;
        }
        return packed;
    }

    private byte[] packMarket() {
        int total = 0;
        for (int i = MARKET; i < MARKET_END; i++) {
            total += length(i);
        }
        byte[] packed = new byte[total];
        int at = 0;
        for (int i = MARKET; i < MARKET_END; i++) {
            System.arraycopy(figures, i * DecimalField.MAX_LENGTH, packed, at, length(i));
            at += length(i);
        }
        return packed;
    }
}
