package io.tickcast.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickcast.market.JsonText;
import io.tickcast.sse.stats.WebSocketStats;
import io.tickcast.ws.WebSocketConnection;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The messages of the client of a WebSocket stream, which change what it gets; each is answered. */
final class StreamMessages implements Consumer<String> {
    /** Keeps the digits of a number that is only to be sent back. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final String REF = "ref";

    private final StreamChange change;
    private final WebSocketStats stats;
    private final Consumer<String> answers;
    private final WaitingMessages waiting;

    /** @param answers takes JSON on one line */
    StreamMessages(StreamChange change, WebSocketStats stats, Consumer<String> answers) {
        this.change = change;
        this.stats = stats;
        this.answers = answers;
        waiting = new WaitingMessages(change::whenLive);
    }

    @Override
    public void accept(String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            refuse(JSON.createObjectNode(), "The message is not JSON");
            return;
        }
        if (!message.isObject()) {
            refuse(JSON.createObjectNode(), "The message is not a JSON object");
        } else if (!waiting.add(text, this::take)) {
            refuse(message, "Too many messages wait for this stream");
        }
    }

    /** Answers messages and pings that were refused unread, so without the {@code ref} of one. */
    void refused(int count) {
        send(JSON.createObjectNode()
                .put("event", "error")
                .put("refused", count)
                .put(
                        "message",
                        "More than " + WebSocketConnection.MESSAGES_PER_SECOND + " messages and pings in a second"));
    }

    private void take(String text) {
        try {
            take(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("reading what was read as JSON failed", e);
        }
    }

    private void take(JsonNode message) {
        try {
            String op = message.path("op").asText();
            switch (op) {
                case "subscribe" -> change.apply(ChangeRequest.adding(symbols(message)), () -> acknowledge(message));
                case "unsubscribe" ->
                    change.apply(ChangeRequest.removing(symbols(message)), () -> acknowledge(message));
                case "set" -> change.apply(ChangeRequest.ofInterval(interval(message)), () -> acknowledge(message));
                case "ping" -> acknowledge(message);
                default ->
                    throw new BadRequestException("op: " + JsonResponses.shown(op)
                            + " is unknown; there are subscribe, unsubscribe, set and ping");
            }
        } catch (BadRequestException | ForbiddenException e) {
            refuse(message, String.valueOf(e.getMessage()));
        } catch (TooSoonException e) {
            stats.refused(1);
            send(answer(message, "error").put("retry", e.after().toMillis()).put("message", e.getMessage()));
        }
    }

    private static List<String> symbols(JsonNode message) {
        JsonNode list = message.path("symbols");
        List<String> symbols = new ArrayList<>();
        list.forEach(item -> {
            if (item.isTextual()) {
                symbols.add(item.asText());
            }
        });
        if (!list.isArray() || symbols.isEmpty() || symbols.size() < list.size()) {
            throw new BadRequestException("symbols: a list of names, such as [\"BTCUSDT\"]");
        }
        return symbols;
    }

    private static long interval(JsonNode message) {
        JsonNode interval = message.path("interval");
        if (!interval.isIntegralNumber()
                || !interval.canConvertToLong()
                || interval.asLong() < 0
                || interval.asLong() > PriceQuery.MAX_INTERVAL_MILLIS) {
            throw new BadRequestException("interval: a number of ms, 0 to " + PriceQuery.MAX_INTERVAL_MILLIS);
        }
        return interval.asLong();
    }

    private void acknowledge(JsonNode message) {
        Map<String, Object> data = new LinkedHashMap<>();
        change.describe(data);
        ObjectNode answer = answer(message, "ack");
        answer.set("data", JSON.valueToTree(data));
        send(answer);
    }

    private void refuse(JsonNode message, String why) {
        stats.refused(1);
        ObjectNode answer = answer(message, "error");
        answer.put("message", why);
        send(answer);
    }

    private static ObjectNode answer(JsonNode message, String event) {
        ObjectNode answer = JSON.createObjectNode().put("event", event);
        if (message.has(REF)) {
            answer.set(REF, message.get(REF));
        }
        return answer;
    }

    private void send(ObjectNode answer) {
        try {
            answers.accept(JsonText.onOneLine(JSON.writeValueAsString(answer)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("writing what was read as JSON failed", e);
        }
    }
}
