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
    static final int SHARES = 1 << 16;

    /** Set when the order is a number in place of a trade id. */
    static final int NUMBERED = 1 << 17;

    /** Set when it was missed at first, and fetched later. */
    static final int FETCHED = 1 << 18;

    private static final int OBJECT_BYTES = 72;
    private static final int ARRAY_BYTES = 16;

    static final long MARKET_LENGTHS =
            ~(Lengths.mask(DecimalField.PRICE.ordinal()) | Lengths.mask(DecimalField.QUANTITY.ordinal()));

    private final String exchange;
    private final String symbol;
    private final long eventTime;
    private final long receivedAt;
    private final int marks;
    /** The trade id, or the number of a tick that has none. */
    private final long order;

    private final Side side;
    /** The {@link Lengths} of the figures, in the order of {@link DecimalField}; 0 is a figure that was not sent. */
    private final long lengths;

    /** Digits of the price and the quantity. */
    private final byte[] trade;
    /** Digits of all other figures. */
    private final byte[] market;
    /** Of an index alone. */
    private final List<String> sources;

    Tick(
            String exchange,
            String symbol,
            long eventTime,
            long receivedAt,
            int marks,
            long order,
            Side side,
            long lengths,
            byte[] trade,
            byte[] market,
            List<String> sources) {
        this.exchange = exchange;
        this.symbol = symbol;
        this.eventTime = eventTime;
        this.receivedAt = receivedAt;
        this.marks = marks;
        this.order = order;
        this.side = side;
        this.lengths = lengths;
        this.trade = trade;
        this.market = market;
        this.sources = sources;
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
        return isGain ? sharing(other, alike) : this;
    }

    private Tick sharing(Tick other, boolean figures) {
        return new Tick(
                other.exchange,
                other.symbol,
                eventTime,
                receivedAt,
                figures ? marks | SHARES : marks,
                order,
                side,
                lengths,
                trade,
                figures ? other.market : market,
                sources);
    }

    /** The same, received at another time. */
    public Tick receivedAt(long micros) {
        return new Tick(exchange, symbol, eventTime, micros, marks, order, side, lengths, trade, market, sources);
    }

    /** The same, marked as missed at first and fetched later. */
    public Tick fetched() {
        return new Tick(
                exchange, symbol, eventTime, receivedAt, marks | FETCHED, order, side, lengths, trade, market, sources);
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
     * {@link TickBuilder#number} gave. 0: the time alone gives the order.
     */
    public long order() {
        return order;
    }

    /** Whether its order is a number in place of a trade id. */
    boolean isNumbered() {
        return (marks & NUMBERED) != 0;
    }

    /** Side of the taker of the last trade. */
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

    /** Whether it was missed at first and fetched later, so that it is older than its receipt tells. */
    public boolean isFetched() {
        return (marks & FETCHED) != 0;
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

    /** Compares a figure that both have. */
    int compare(DecimalField field, Tick other) {
        return AsciiDecimals.compare(
                array(field),
                offset(field),
                length(field),
                other.array(field),
                other.offset(field),
                other.length(field));
    }

    void append(DecimalField field, ByteBuf out) {
        out.writeBytes(array(field), offset(field), length(field));
    }

    void append(DecimalField field, Buffer out) {
        out.appendBytes(array(field), offset(field), length(field));
    }

    /** Copies the digits of a figure to this place. */
    void copy(DecimalField field, byte[] figures, int place) {
        System.arraycopy(array(field), offset(field), figures, place, length(field));
    }

    int marks() {
        return marks & ALL_MARKS;
    }

    int length(DecimalField field) {
        return Lengths.of(lengths, field.ordinal());
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
            offset += Lengths.of(lengths, i);
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
}
