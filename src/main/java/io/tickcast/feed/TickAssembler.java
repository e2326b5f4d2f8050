package io.tickcast.feed;

import com.fasterxml.jackson.core.JsonParser;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Side;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.time.NodeClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts a tick together from the fields of a message, and refuses what could not be one. Used for one message after the
 * other, so that a message allocates nothing but its tick. Not thread-safe.
 */
public final class TickAssembler {
    /** An event time from here on must be in µs: in ms it would lie after the year 5000. */
    private static final long MICROS_FROM = 100_000_000_000_000L;

    /** Further ahead than any clock is wrong: it would win over every right one until that day. */
    private static final long MAX_AHEAD_MILLIS = Duration.ofDays(1).toMillis();

    private final String exchange;
    private final boolean demo;
    private final NodeClock clock;
    private final Map<String, String> symbols;
    /** The symbols that have been looked up, by the characters of a message. */
    private final Map<Text, String> lookedUp;

    private final TickBuilder tick = new TickBuilder();
    private final TradeIds ids = new TradeIds();
    private final Text view = new Text();

    private String symbol = "";
    private String fault = "";
    private long eventTime;
    private long firstTrade;
    private long lastTrade;
    private long number;

    /** @param symbols a view of our symbol by the exchange's own name of it; a tick of any other is none */
    public TickAssembler(String exchange, Map<String, String> symbols, boolean demo, NodeClock clock) {
        this.exchange = exchange;
        this.demo = demo;
        this.clock = clock;
        this.symbols = symbols;
        lookedUp = symbols.entrySet().stream()
                .collect(Collectors.toMap(entry -> Text.of(entry.getKey()), Map.Entry::getValue));
    }

    /** Receives a tick, or why there is none. */
    public interface Outcome {
        void tick(Tick tick);

        /** A message of a kind that this protocol does not read, or of a symbol that nobody asked for. */
        void unknown();

        /** Bytes that are no message, or a tick that cannot be one. */
        void malformed(String reason);
    }

    public TickAssembler clear() {
        tick.clear();
        symbol = "";
        fault = "";
        eventTime = 0;
        trades(0, 0, 0);
        return this;
    }

    /** The characters of the parser's value, until the next call. */
    public Text text(JsonParser parser) throws IOException {
        return view.show(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    /** @return our symbol; empty when it is none of ours */
    public String symbol(JsonParser parser) throws IOException {
        Text name = text(parser);
        String known = lookedUp.get(name);
        symbol = known != null ? known : lookUp(name.toString());
        return symbol;
    }

    /** A symbol that is followed since a while only. */
    private String lookUp(String name) {
        String ours = symbols.getOrDefault(name, "");
        if (!ours.isEmpty()) {
            lookedUp.put(Text.of(name), ours);
        }
        return ours;
    }

    /** Whether the message named a symbol of ours. */
    public boolean hasSymbol() {
        return !symbol.isEmpty();
    }

    /** The symbol of ours that the message named; empty when it named none. */
    public String symbol() {
        return symbol;
    }

    /** @param time in ms or µs since the epoch */
    public void eventTime(long time) {
        eventTime = time;
    }

    /** @param id of the last trade; what is not above 0 is none */
    public void tradeId(long id) {
        trades(id, id, 0);
    }

    /** @param number by which the exchange counts messages like this one; 0: it does not */
    public void trades(long first, long last, long number) {
        firstTrade = first;
        lastTrade = last;
        this.number = number;
        tick.tradeId(last);
    }

    public void side(Side side) {
        tick.side(side);
    }

    /** Hands these figures on to another tick, unless one of them is no number. */
    public void keep(List<DecimalField> fields, TickBuilder kept) {
        if (fault.isEmpty()) {
            fields.forEach(field -> kept.take(field, tick));
        }
    }

    /** Hands all figures but the price and the quantity on to another tick, unless one of them is no number. */
    public void keepMarket(TickBuilder kept) {
        if (fault.isEmpty()) {
            kept.takeMarket(tick);
        }
    }

    /** Takes all figures but the price and the quantity over from another tick. */
    public void fillMarket(TickBuilder kept) {
        tick.takeMarket(kept);
    }

    public void figure(DecimalField field, JsonParser parser) throws IOException {
        figure(field, text(parser));
    }

    public void figure(DecimalField field, CharSequence digits) {
        if (!tick.figure(field, digits) && fault.isEmpty()) {
            fault = "has a " + field + " that is not a valid number: " + digits;
        }
    }

    /** A figure that the exchange leaves empty when there is none, as the best bid of a market without bids. */
    public void figureIfAny(DecimalField field, JsonParser parser) throws IOException {
        figureIfAny(field, text(parser));
    }

    public void figureIfAny(DecimalField field, CharSequence digits) {
        if (digits.length() > 0) {
            figure(field, digits);
        }
    }

    /** A best bid or ask that is zero when there is none. */
    public void quote(DecimalField field, JsonParser parser) throws IOException {
        Text digits = text(parser);
        if (!digits.chars().allMatch(c -> c == '0' || c == '.')) {
            figure(field, digits);
        }
    }

    /** Takes an RFC 3339 time as the event time. */
    public void eventTimeOfText(JsonParser parser) throws IOException {
        eventTime = TimeText.micros(text(parser)) / 1_000;
    }

    /** Takes an RFC 3339 time as the event time and as the order of ticks. */
    public void orderedTimeOfText(JsonParser parser) throws IOException {
        orderedTime(TimeText.micros(text(parser)));
    }

    /**
     * Takes the event time of an exchange that sends no trade ids. The µs keep the order of ticks within a millisecond.
     *
     * @param micros since the epoch; what is not above 0 is no time
     */
    public void orderedTime(long micros) {
        eventTime = micros / 1_000;
        if (micros > 0) {
            tick.number(micros);
        }
    }

    /** Takes ms that are written as a text. */
    public void eventTimeOfDigits(JsonParser parser) throws IOException {
        eventTime = TimeText.number(text(parser));
    }

    /** Takes a change over 24 h that is written as a fraction: -0.0236 is -2.36 percent. */
    public void changeOfFraction(JsonParser parser) throws IOException {
        figureIfAny(DecimalField.CHANGE_24H, parser);
        if (tick.has(DecimalField.CHANGE_24H)) {
            figure(
                    DecimalField.CHANGE_24H,
                    decimal(DecimalField.CHANGE_24H).movePointRight(2).toPlainString());
        }
    }

    /**
     * Computes the open of 24 h ago of an exchange that sends the change in its place.
     *
     * @param change of the price, as a number; empty when there is none
     */
    public void openFromChange(String change) {
        if (tick.has(DecimalField.PRICE) && DecimalField.CHANGE_24H.allows(change)) {
            BigDecimal open = decimal(DecimalField.PRICE).subtract(new BigDecimal(change));
            if (open.signum() > 0) {
                figure(DecimalField.OPEN, open.toPlainString());
            }
        }
    }

    /** The digits of a figure that is there. */
    private BigDecimal decimal(DecimalField field) {
        return new BigDecimal(tick.digits(field));
    }

    /** Computes the change over 24 h of an exchange that does not send it. */
    public void changeFromOpen() {
        DayChange.of(tick).ifPresent(digits -> figure(DecimalField.CHANGE_24H, digits));
    }

    /**
     * Hands over the tick, or says why there is none.
     *
     * @return whether there was one
     */
    public boolean conclude(long receivedAt, Outcome sink) {
        if (isWhole(receivedAt, sink)) {
            sink.tick(build(receivedAt));
            return true;
        }
        return false;
    }

    /** The tick, if it {@linkplain #isWhole is whole}. */
    public Tick build(long receivedAt) {
        return tick.exchange(exchange)
                .symbol(symbol)
                .eventTime(millis())
                .receivedAt(receivedAt)
                .demo(demo)
                .build();
    }

    /** The event time in ms; 0: none. */
    public long millis() {
        return eventTime >= MICROS_FROM ? eventTime / 1_000 : eventTime;
    }

    /** Whether there is a tick; if not, the sink is told the reason. */
    public boolean isWhole(long receivedAt, Outcome sink) {
        if (symbol.isEmpty()) {
            sink.unknown();
            return false;
        }
        long millis = millis();
        long ahead = ahead(millis, receivedAt);
        if (millis <= 0) {
            sink.malformed(symbol + " has the event time " + eventTime);
        } else if (ahead > MAX_AHEAD_MILLIS) {
            sink.malformed(symbol + " is dated " + ahead / 1_000
                    + " s ahead of this machine's clock; if all prices are, that clock is wrong");
        } else if (!fault.isEmpty()) {
            sink.malformed(symbol + ' ' + fault);
        } else if (!tick.has(DecimalField.PRICE)) {
            sink.malformed(symbol + " has no price");
        } else if (!ids.admits(symbol, firstTrade, lastTrade, number, receivedAt)) {
            sink.malformed(symbol + " has the trades " + firstTrade + " to " + lastTrade + ", number " + number
                    + ", unlike those before");
        } else {
            return true;
        }
        return false;
    }

    /**
     * Goes by the later one of two clocks: this node's may have begun wrong, and the wall clock may have been set
     * wrong.
     */
    private long ahead(long millis, long receivedAt) {
        long ahead = millis - receivedAt / 1_000;
        return ahead > MAX_AHEAD_MILLIS ? Math.min(ahead, millis - clock.wall(receivedAt) / 1_000) : ahead;
    }
}
