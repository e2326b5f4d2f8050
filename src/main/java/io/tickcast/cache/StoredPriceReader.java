package io.tickcast.cache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.market.DecimalField;
import io.tickcast.market.PlainDecimal;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.time.NodeClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Reads what a store held before this node started. Other programs write there too, so anything may come: digits are
 * taken as text, times in the forms that programs write, and the rest is refused.
 */
final class StoredPriceReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final String exchange;
    private final long ttlMillis;
    private final NodeClock clock;

    /**
     * @param exchange of all prices read
     * @param ttl      the life of a written price
     * @param clock    of this node; event times are compared with the wall clock
     */
    StoredPriceReader(String exchange, Duration ttl, NodeClock clock) {
        this.exchange = exchange;
        ttlMillis = ttl.toMillis();
        this.clock = clock;
    }

    /** The stored price of this symbol. */
    Tick read(String symbol, StoredEntry entry) throws RefusedPriceException {
        if (entry.json().length() > RedisConnection.LONGEST_VALUE) {
            throw new RefusedPriceException("it is longer than " + RedisConnection.LONGEST_VALUE + " bytes");
        }
        Content content = parse(entry.json());
        if (!content.symbol.equals(symbol)) {
            throw new RefusedPriceException("its symbol is not the key's");
        }
        if (content.marked) {
            throw new RefusedPriceException("it is marked as a demo or a test");
        }
        long now = clock.micros();
        long wall = clock.wall(now);
        TickBuilder tick = new TickBuilder().exchange(exchange).symbol(symbol).stored();
        if (!tick.figure(DecimalField.PRICE, PlainDecimal.of(content.price))) {
            throw new RefusedPriceException("its price is not a plain number above zero");
        }
        tick.figure(DecimalField.CHANGE_24H, PlainDecimal.of(content.change));
        long eventTime = eventTime(content.timestamp, wall / 1000);
        tick.eventTime(eventTime).receivedAt(now - age(entry.ttlMillis(), wall - eventTime * 1000));
        try {
            return tick.build();
        } catch (IllegalStateException e) {
            throw new RefusedPriceException("its symbol or exchange is not valid");
        }
    }

    private static long eventTime(String timestamp, long now) throws RefusedPriceException {
        Instant time =
                StoredTime.of(timestamp).orElseThrow(() -> new RefusedPriceException("its timestamp is not a time"));
        if (time.isBefore(Instant.ofEpochMilli(1)) || time.isAfter(Instant.ofEpochMilli(now + DAY_MILLIS))) {
            throw new RefusedPriceException("its timestamp is before 1970 or more than a day ahead");
        }
        // A time ahead, such as a local time without its offset, would keep live prices out of the books until it
        // comes.
        return Math.min(time.toEpochMilli(), now);
    }

    /** Age of a stored price in µs, by its remaining time to live; the age of the event if that is not known. */
    private long age(long ttlLeft, long ageOfEvent) {
        return ttlLeft < 0 ? ageOfEvent : Math.max(0, ttlMillis - ttlLeft) * 1000;
    }

    private static Content parse(String json) throws RefusedPriceException {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedPriceException("it is not a JSON object");
            }
            Content content = new Content();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                content.take(name, parser.nextToken(), parser);
            }
            if (parser.nextToken() != null) {
                throw new RefusedPriceException("it is more than a JSON object");
            }
            return content;
        } catch (IOException e) {
            throw new RefusedPriceException("it is not JSON");
        }
    }

    /** The values as they were written; empty when missing. */
    private static final class Content {
        private String symbol = "";
        private String price = "";
        private String change = "";
        private String timestamp = "";
        private boolean marked;

        void take(String name, JsonToken token, JsonParser parser) throws IOException {
            if (token.isStructStart()) {
                parser.skipChildren();
                return;
            }
            String text = parser.getText();
            switch (name) {
                case "symbol" -> symbol = text;
                case "price" -> price = text;
                case "change_24h" -> change = text;
                case "timestamp" -> timestamp = text;
                case "demo", "test" -> marked |= token == JsonToken.VALUE_TRUE;
                default -> {}
            }
        }
    }
}
