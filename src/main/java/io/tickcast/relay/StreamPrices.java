package io.tickcast.relay;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The newest trades, and best bids and asks, of the streams that clients have subscribed. They answer questions about one
 * symbol while they are as new as a cached answer would be. Belongs to one event loop.
 */
final class StreamPrices {
    private static final String TRADE = "@trade";
    private static final String BOOK = "@bookTicker";

    private final Map<String, Newest> byStream = new HashMap<>();

    private record Newest(RelayFrame frame, long at) {
        boolean isWithin(Duration time, long nowNanos) {
            return nowNanos - at < time.toNanos();
        }
    }

    void note(RelayFrame frame, long nowNanos) {
        String stream = frame.stream().name();
        if (stream.endsWith(TRADE) || stream.endsWith(BOOK)) {
            byStream.put(stream, new Newest(frame, nowNanos));
        }
    }

    /** Forgets what is too old for any answer. */
    void sweep(long nowNanos) {
        byStream.values().removeIf(newest -> !newest.isWithin(RestQuestion.Kind.PRICE.holds(), nowNanos));
    }

    /** @return empty: the exchange is to be asked */
    Optional<Buffer> answer(RestQuestion question, long nowNanos) {
        String symbol = question.params().size() == 1 ? question.params().getOrDefault("symbol", "") : "";
        return switch (question.kind()) {
            case PRICE ->
                data(symbol, TRADE, question, nowNanos)
                        .filter(trade -> trade.containsKey("p"))
                        .map(trade -> new JsonObject()
                                .put("symbol", symbol)
                                .put("price", trade.getValue("p"))
                                .toBuffer());
            case BOOK ->
                data(symbol, BOOK, question, nowNanos)
                        .filter(book -> book.fieldNames().containsAll(Set.of("b", "B", "a", "A")))
                        .map(book -> new JsonObject()
                                .put("symbol", symbol)
                                .put("bidPrice", book.getValue("b"))
                                .put("bidQty", book.getValue("B"))
                                .put("askPrice", book.getValue("a"))
                                .put("askQty", book.getValue("A"))
                                .toBuffer());
            default -> Optional.empty();
        };
    }

    /** The data of a frame that is about this symbol, as the exchange spells it. */
    private Optional<JsonObject> data(String symbol, String suffix, RestQuestion question, long nowNanos) {
        return Optional.ofNullable(byStream.get(symbol.toLowerCase(Locale.ROOT) + suffix))
                .filter(newest -> newest.isWithin(question.kind().holds(), nowNanos))
                .map(newest -> read(newest.frame))
                .filter(data -> symbol.equals(data.getValue("s")));
    }

    private static JsonObject read(RelayFrame frame) {
        try {
            return new JsonObject(Buffer.buffer(frame.message()).slice(frame.data(), frame.length() - 1));
        } catch (DecodeException | ClassCastException e) {
            return new JsonObject();
        }
    }
}
