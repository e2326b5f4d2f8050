package io.tickcast.feed.okx;

import com.fasterxml.jackson.core.JsonParser;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.SubscribeRequests;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A message of OKX beside the data: the answer to a request, or a notice. Not thread-safe. */
final class OkxEvent {
    static final Buffer PONG = Buffer.buffer("pong");
    /** The connection is closed for an upgrade in a while. */
    private static final String UPGRADE = "64008";
    /** The other arguments of the request are subscribed. */
    private static final String UNKNOWN_INSTRUMENT = "60018";

    private final Map<String, String> symbols;
    private String event = "";
    private String code = "";
    private String text = "";

    /** @param symbols our symbol by OKX' name */
    OkxEvent(Map<String, String> symbols) {
        this.symbols = symbols;
    }

    void clear() {
        event = "";
        code = "";
        text = "";
    }

    /** @return whether it is a field of such a message */
    boolean field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "event" -> event = parser.getText();
            case "code" -> code = parser.getText();
            case "msg" -> text = parser.getText();
            case "id", "connId" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Whether the message is one of these. */
    boolean isOne() {
        return !event.isEmpty();
    }

    void conclude(Sink sink) {
        switch (event) {
            case "subscribe", "unsubscribe" -> sink.acknowledged();
            case "notice" -> {
                if (code.equals(UPGRADE)) {
                    sink.shutdownAnnounced();
                } else {
                    sink.unknown();
                }
            }
            case "error" -> concludeError(sink);
            // Such as channel-conn-count, which nobody has asked for.
            default -> sink.unknown();
        }
    }

    /** The wrong instrument stands in the text alone, whose wording has changed: its name is looked for. */
    private void concludeError(Sink sink) {
        String reason = "code " + code + ' ' + text;
        Optional<String> wrong = code.equals(UNKNOWN_INSTRUMENT)
                ? SubscribeRequests.namedIn(text, symbols.keySet()).map(symbols::get)
                : Optional.empty();
        wrong.ifPresentOrElse(symbol -> sink.refused(symbol, reason), () -> sink.refused(reason));
    }
}
