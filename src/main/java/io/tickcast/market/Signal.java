package io.tickcast.market;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.log.Printable;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A finding of a verticle, published to the subscribers of its name; or an alert that fired, for the streams of its owner
 * alone. Immutable.
 *
 * @param name     name of its events in a stream: small letters, digits, {@code _} and {@code -}, at most 64
 * @param json     a JSON value on one line, sent on as it is
 * @param time     time of its publication, in ms since the epoch by the wall clock of its node
 * @param node     as the node that published it calls itself
 * @param verticle the verticle of that node; of an alert the id of its firing
 * @param published the same in ms of the clock that the nodes share
 * @param owner    of the alert; empty for what any verticle has published
 */
public record Signal(
        String name, String json, long time, String node, String verticle, long published, Optional<String> owner) {
    /**
     * Limit of the JSON in UTF-8. An event of a stream so stays well below 32 KB, which is more than some clients take.
     */
    public static final int MAX_BYTES = 16_384;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    /** Names that streams and browsers use for events of their own. */
    private static final Set<String> RESERVED = Set.of(
            "connected",
            "heartbeat",
            "reset",
            "retry",
            "feed",
            "price",
            "signal",
            "error",
            "open",
            "message",
            "overloaded",
            "expired");

    private static final String ALERT = "alert";
    private static final int MAX_ORIGIN = 256;
    private static final int MAX_SHOWN = 80;
    private static final JsonFactory JSON = new JsonFactory();

    /** A signal of a node that has no shared clock. */
    public Signal(String name, String json, long time, String node, String verticle) {
        this(name, json, time, node, verticle, time);
    }

    public Signal(String name, String json, long time, String node, String verticle, long published) {
        this(name, json, time, node, verticle, published, Optional.empty());
    }

    /**
     * An alert.
     *
     * @param firing    the same however often it is announced
     * @param json      data of {@code event: alert}
     * @param published time of its publication, in ms of the clock that the nodes share
     */
    public static Signal ofAlert(String firing, String owner, String json, long published) {
        return new Signal(ALERT, json, published, "", firing, published, Optional.of(owner));
    }

    /** @throws IllegalArgumentException naming the fault and the valid form */
    public Signal {
        problem(name).ifPresent(wrong -> {
            throw new IllegalArgumentException(wrong);
        });
        json = onOneLine(json);
        checkJson(json);
        if (time < 0) {
            throw new IllegalArgumentException("time is " + time + " but must be ms since the epoch");
        }
        checkOrigin("node", node);
        checkOrigin("verticle", verticle);
    }

    /** The reason why this is no name of a signal; empty if it is one. */
    public static Optional<String> problem(String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            return Optional.of("\"" + Printable.shown(String.valueOf(name), MAX_SHOWN)
                    + "\" is not a valid signal name: write 1 to 64 small letters, digits, _ and -,"
                    + " and begin with a letter or a digit");
        }
        return RESERVED.contains(name)
                ? Optional.of(
                        "\"" + name + "\" cannot be the name of a signal: streams have events of that name, so choose"
                                + " another one")
                : Optional.empty();
    }

    private static String onOneLine(@Nullable String json) {
        if (json == null) {
            throw new IllegalArgumentException("the signal has no data: give a JSON value");
        }
        return JsonText.onOneLine(json);
    }

    private static void checkJson(String json) {
        // No text has fewer bytes than chars, so an overlong text need not be encoded.
        if (json.length() > MAX_BYTES || json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the signal's data is longer than " + MAX_BYTES + " bytes of UTF-8: send less, or several signals");
        }
        if (json.indexOf('\n') >= 0 || json.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("the signal's data has a line break: write its JSON on one line");
        }
        try (JsonParser parser = JSON.createParser(json)) {
            JsonToken first = parser.nextToken();
            parser.skipChildren();
            if (first == null || parser.nextToken() != null) {
                throw new IllegalArgumentException(
                        "the signal's data must be one JSON value, neither none nor several");
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the signal's data is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from a string failed", e);
        }
    }

    private static void checkOrigin(String what, String origin) {
        if (origin == null || origin.length() > MAX_ORIGIN) {
            throw new IllegalArgumentException(
                    "the signal's " + what + " must be a text of at most " + MAX_ORIGIN + " chars");
        }
    }

    /** The message of the event bus. Its {@code data} is text, so that the digits of its numbers stay as they are. */
    public JsonObject toJson() {
        JsonObject message = new JsonObject()
                .put("name", name)
                .put("data", json)
                .put("time", time)
                .put("node", node)
                .put("verticle", verticle)
                .put("published", published);
        owner.ifPresent(whose -> message.put("owner", whose));
        return message;
    }

    /** @throws IllegalArgumentException when this is not what {@link #toJson()} gives */
    public static Signal of(JsonObject message) {
        if (message == null) {
            throw new IllegalArgumentException("a signal is a JSON object");
        }
        if (!(message.getValue("time") instanceof Long || message.getValue("time") instanceof Integer)) {
            throw new IllegalArgumentException("time must be a whole number of ms since the epoch");
        }
        return new Signal(
                text(message, "name"),
                text(message, "data"),
                message.getLong("time"),
                text(message, "node"),
                text(message, "verticle"),
                message.getLong("published", message.getLong("time")),
                message.containsKey("owner") ? Optional.of(text(message, "owner")) : Optional.empty());
    }

    /** The key by which a newer signal replaces it: its name, or the firing of its alert. */
    public String topic() {
        return owner.isPresent() ? ALERT + ' ' + verticle : name;
    }

    private static String text(JsonObject message, String key) {
        if (message.getValue(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(key + " must be a text");
    }

    /** Publishes to all nodes, for their streams, and to those that want only the signals of this name. */
    public void publish(EventBus bus) {
        JsonObject message = toJson();
        bus.publish(BusAddresses.SIGNALS, message);
        bus.publish(BusAddresses.signal(name), message);
    }
}
