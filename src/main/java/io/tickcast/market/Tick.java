package io.tickcast.market;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One price of one symbol at one exchange at one exchange time. Immutable, shared by all event loops.
 *
 * <p>The figures keep the exchange's digits as ASCII, and encoding is a copy. No figure ever passes through a double. The
 * price and the quantity have an array of their own; all others share another one, which seldom changes from trade to
 * trade and may be that of the tick before. So a trade takes about 110 bytes on the heap, where ten strings would take
 * 600.
 */
public final class Tick {
    static final int DEMO = 1;
    static final int TEST = 2;
    static final int STORED = 4;
    static final int ALL_MARKS = DEMO | TEST | STORED;

    /** Set when the other figures are those of another tick, and take no memory of this one. */
    private static final int SHARES = 1 << 16;

    /** Set when the order is a number in place of a trade id. */
    static final int NUMBERED = 1 << 17;

    private static final int OBJECT_BYTES = 72;
    private static final int ARRAY_BYTES = 16;

    private static final int LENGTH_BITS = 6;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    private static final long TRADE_LENGTHS =
            (long) LENGTH_MASK | (long) LENGTH_MASK << (DecimalField.QUANTITY.ordinal() * LENGTH_BITS);
    private static final long MARKET_LENGTHS = ~TRADE_LENGTHS;

    private final String exchange;
    private final String symbol;
    private final long eventTime;
    private final long receivedAt;
    private final int marks;
    /** The trade id, or the number of a tick that has none. */
    private final long order;

    private final Side side;
    /** Length of each figure, six bits each in the order of {@link DecimalField}; 0 is a figure that was not sent. */
    private final long lengths;

    /** Digits of the price and the quantity. */
    private final byte[] trade;
    /** Digits of all other figures. */
    private final byte[] market;
    /** Of an index alone. */
    private final List<String> sources;

    private Tick(Builder from) {
        exchange = from.exchange;
        symbol = from.symbol;
        eventTime = from.eventTime;
        receivedAt = from.receivedAt;
        marks = from.marks;
        order = from.order;
        side = from.side;
        lengths = from.lengths;
        trade = from.trade();
        market = from.market();
        sources = from.sources;
    }

    private Tick(Tick from, long receivedAt) {
        exchange = from.exchange;
        symbol = from.symbol;
        eventTime = from.eventTime;
        this.receivedAt = receivedAt;
        marks = from.marks;
        order = from.order;
        side = from.side;
        lengths = from.lengths;
        trade = from.trade;
        market = from.market;
        sources = from.sources;
    }

    private Tick(Tick from, Tick shared, byte[] market) {
        exchange = shared.exchange;
        symbol = shared.symbol;
        eventTime = from.eventTime;
        receivedAt = from.receivedAt;
        marks = market == shared.market ? from.marks | SHARES : from.marks;
        order = from.order;
        side = from.side;
        lengths = from.lengths;
        trade = from.trade;
        this.market = market;
        sources = from.sources;
    }

    /** The same, with the memory of another tick of its symbol wherever both say the same. */
    // The very objects, since equal ones are what this is for.
    @SuppressWarnings("ReferenceEquality")
    Tick sharing(Tick other) {
        if (!(symbol.equals(other.symbol) && exchange.equals(other.exchange))) {
            return this;
        }
        boolean alike =
                (lengths & MARKET_LENGTHS) == (other.lengths & MARKET_LENGTHS) && Arrays.equals(market, other.market);
        boolean isGain = symbol != other.symbol || exchange != other.exchange || (alike && market != other.market);
        return isGain ? new Tick(this, other, alike ? other.market : market) : this;
    }

    /** The same, received at another time. */
    public Tick receivedAt(long micros) {
        return new Tick(this, micros);
    }

    public String exchange() {
        return exchange;
    }

    public String symbol() {
        return symbol;
    }

    /** The exchange's time of this price, in ms since the epoch. */
    public long eventTime() {
        return eventTime;
    }

    /** Time when one of our nodes received it, in µs by the clock that the nodes share. */
    public long receivedAt() {
        return receivedAt;
    }

    /** The exchange's id of the last trade, which rises by trade; 0 when the exchange did not send it. */
    public long tradeId() {
        return isNumbered() ? 0 : order;
    }

    /**
     * Number that is higher for a later tick of the symbol: the trade id, or for ticks without one the number that
     * {@link Builder#number} gave. 0: the time alone gives the order.
     */
    public long order() {
        return order;
    }

    /** Whether its order is a number in place of a trade id. */
    boolean isNumbered() {
        return (marks & NUMBERED) != 0;
    }

    /** What the taker of the last trade did. */
    public Side side() {
        return side;
    }

    /** Whether it tells more of the last trade than its price. */
    boolean hasTrade() {
        return order > 0 || side != Side.NONE || has(DecimalField.QUANTITY);
    }

    /** Whether it comes from the built-in fake exchange, and so is never a market's price. */
    public boolean isDemo() {
        return (marks & DEMO) != 0;
    }

    /** Marks a test broadcast of an operator, which is neither cached nor part of a snapshot. */
    public boolean isTest() {
        return (marks & TEST) != 0;
    }

    /** Read from the price store at start; a live tick takes its place. */
    public boolean isStored() {
        return (marks & STORED) != 0;
    }

    /** µs since this price was received, by this node's clock; never negative. */
    public long age(long nowMicros) {
        return Math.max(0, nowMicros - receivedAt);
    }

    public boolean has(DecimalField field) {
        return length(field) > 0;
    }

    /** The exchange's digits; empty when it did not send this figure. */
    public String digits(DecimalField field) {
        return new String(array(field), offset(field), length(field), StandardCharsets.US_ASCII);
    }

    /** About what it takes on the heap, in bytes; the names are shared with other ticks. */
    public int heapBytes() {
        int own = OBJECT_BYTES + ARRAY_BYTES + trade.length;
        return (marks & SHARES) != 0 ? own : own + ARRAY_BYTES + market.length;
    }

    /** Whether it is the index of its symbol, and not of an exchange. */
    public boolean isIndex() {
        return exchange.equals(PriceIndex.NAME);
    }

    /** The exchanges that an index is made of; empty if none of them is live, and for any other tick. */
    public List<String> sources() {
        return sources;
    }

    /** Whether it says the same as this one but for its times. */
    public boolean hasSameFigures(Tick other) {
        return lengths == other.lengths && Arrays.equals(trade, other.trade) && Arrays.equals(market, other.market);
    }

    /** Compares a figure that both have, as decimals of any length and without a number in between. */
    int compare(DecimalField field, Tick other) {
        byte[] digits = array(field);
        byte[] otherDigits = other.array(field);
        int at = offset(field);
        int otherAt = other.offset(field);
        int whole = wholeDigits(field);
        int otherWhole = other.wholeDigits(field);
        if (whole != otherWhole) {
            return Integer.compare(whole, otherWhole);
        }
        int length = length(field);
        int otherLength = other.length(field);
        for (int i = 0; i < Math.max(length, otherLength); i++) {
            // What one of the two lacks at the end is zeros.
            byte digit = i < length ? digits[at + i] : i == whole ? (byte) '.' : (byte) '0';
            byte otherDigit = i < otherLength ? otherDigits[otherAt + i] : i == whole ? (byte) '.' : (byte) '0';
            if (digit != otherDigit) {
                return Byte.compare(digit, otherDigit);
            }
        }
        return 0;
    }

    /** Digits before the point; there are no leading zeros to mislead. */
    private int wholeDigits(DecimalField field) {
        byte[] digits = array(field);
        int from = offset(field);
        int end = from + length(field);
        int at = from;
        while (at < end && digits[at] != '.') {
            at++;
        }
        return at - from;
    }

    void append(DecimalField field, ByteBuf out) {
        out.writeBytes(array(field), offset(field), length(field));
    }

    void append(DecimalField field, Buffer out) {
        out.appendBytes(array(field), offset(field), length(field));
    }

    int marks() {
        return marks & ALL_MARKS;
    }

    int length(DecimalField field) {
        return (int) (lengths >>> (field.ordinal() * LENGTH_BITS)) & LENGTH_MASK;
    }

    private byte[] array(DecimalField field) {
        return isOfTrade(field) ? trade : market;
    }

    private static boolean isOfTrade(DecimalField field) {
        return field == DecimalField.PRICE || field == DecimalField.QUANTITY;
    }

    /** In its array, where figures stand in the order of {@link DecimalField}. */
    private int offset(DecimalField field) {
        if (field == DecimalField.QUANTITY) {
            return length(DecimalField.PRICE);
        }
        int offset = 0;
        for (int i = 1; i < field.ordinal(); i++) {
            offset += (int) (lengths >>> (i * LENGTH_BITS)) & LENGTH_MASK;
        }
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tick that
                && eventTime == that.eventTime
                && receivedAt == that.receivedAt
                && marks() == that.marks()
                && isNumbered() == that.isNumbered()
                && order == that.order
                && side == that.side
                && lengths == that.lengths
                && symbol.equals(that.symbol)
                && exchange.equals(that.exchange)
                && sources.equals(that.sources)
                && Arrays.equals(trade, that.trade)
                && Arrays.equals(market, that.market);
    }

    @Override
    public int hashCode() {
        return (symbol.hashCode() * 31 + Long.hashCode(eventTime)) * 31 + Long.hashCode(order);
    }

    @Override
    public String toString() {
        return exchange + ' ' + symbol + ' ' + digits(DecimalField.PRICE) + " @" + eventTime;
    }

    /**
     * Collects a tick and refuses what could not be one. Not thread-safe. It may be used again after {@link #clear()},
     * so that a parser allocates nothing but the tick.
     */
    public static final class Builder {
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

        public Builder clear() {
            exchange = "";
            symbol = "";
            eventTime = 0;
            receivedAt = 0;
            marks = 0;
            order = 0;
            side = Side.NONE;
            lengths = 0;
            sources = List.of();
            return this;
        }

        public Builder exchange(String exchange) {
            this.exchange = exchange;
            return this;
        }

        public Builder symbol(String symbol) {
            this.symbol = symbol;
            return this;
        }

        /** @param millis since the epoch */
        public Builder eventTime(long millis) {
            eventTime = millis;
            return this;
        }

        /** @param micros since the epoch */
        public Builder receivedAt(long micros) {
            receivedAt = micros;
            return this;
        }

        /** @param id of the last trade; what is not above 0 is none */
        public Builder tradeId(long id) {
            order = Math.max(0, id);
            return this;
        }

        /**
         * Orders ticks that have no trade id.
         *
         * @param number above 0, and higher for a later tick
         */
        public Builder number(long number) {
            order = number;
            return mark(NUMBERED, true);
        }

        public Builder side(Side side) {
            this.side = side;
            return this;
        }

        public Builder demo(boolean demo) {
            return mark(DEMO, demo);
        }

        public Builder test() {
            return mark(TEST, true);
        }

        public Builder stored() {
            return mark(STORED, true);
        }

        Builder sources(List<String> sources) {
            this.sources = List.copyOf(sources);
            return this;
        }

        Builder marks(int marks) {
            this.marks = marks;
            return this;
        }

        private Builder mark(int mark, boolean on) {
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
            int shift = field.ordinal() * LENGTH_BITS;
            lengths = (lengths & ~((long) LENGTH_MASK << shift)) | (long) length << shift;
            return true;
        }

        /** Has this figure as the tick has it, or lacks it as that one does. */
        Builder take(DecimalField field, Tick other) {
            int length = other.length(field);
            int place = field.ordinal() * DecimalField.MAX_LENGTH;
            System.arraycopy(other.array(field), other.offset(field), figures, place, length);
            int shift = field.ordinal() * LENGTH_BITS;
            lengths = (lengths & ~((long) LENGTH_MASK << shift)) | (long) length << shift;
            return this;
        }

        /** Has this figure as the other one has it, or lacks it as that one does. */
        public Builder take(DecimalField field, Builder other) {
            int at = field.ordinal();
            int length = other.length(at);
            int place = at * DecimalField.MAX_LENGTH;
            System.arraycopy(other.figures, place, figures, place, length);
            int shift = at * LENGTH_BITS;
            lengths = (lengths & ~((long) LENGTH_MASK << shift)) | (long) length << shift;
            return this;
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
                throw new IllegalStateException(
                        "a tick needs a valid exchange and symbol, a price and a time after 1970");
            }
            return new Tick(this);
        }

        private int length(int field) {
            return (int) (lengths >>> (field * LENGTH_BITS)) & LENGTH_MASK;
        }

        private byte[] trade() {
            int price = length(DecimalField.PRICE.ordinal());
            int quantity = length(DecimalField.QUANTITY.ordinal());
            byte[] packed = new byte[price + quantity];
            System.arraycopy(figures, 0, packed, 0, price);
            System.arraycopy(
                    figures, DecimalField.QUANTITY.ordinal() * DecimalField.MAX_LENGTH, packed, price, quantity);
            return packed;
        }

        private byte[] market() {
            int total = 0;
            for (int i = 1; i < DecimalField.QUANTITY.ordinal(); i++) {
                total += length(i);
            }
            byte[] packed = new byte[total];
            int at = 0;
            for (int i = 1; i < DecimalField.QUANTITY.ordinal(); i++) {
                System.arraycopy(figures, i * DecimalField.MAX_LENGTH, packed, at, length(i));
                at += length(i);
            }
            return packed;
        }
    }
}
