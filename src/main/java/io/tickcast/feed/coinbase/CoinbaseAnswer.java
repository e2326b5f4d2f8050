package io.tickcast.feed.coinbase;

import com.fasterxml.jackson.core.JsonParser;
import io.tickcast.feed.Protocol.Sink;
import java.io.IOException;

/** An answer of Coinbase to a request. Not thread-safe. */
final class CoinbaseAnswer {
    private final CoinbaseRequests requests;
    private String text = "";
    private String reason = "";

    CoinbaseAnswer(CoinbaseRequests requests) {
        this.requests = requests;
    }

    void clear() {
        text = "";
        reason = "";
    }

    /** @return whether it is a field of an answer */
    boolean field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "message" -> text = parser.getText();
            case "reason" -> reason = parser.getText();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @param type of the message */
    void conclude(String type, Sink sink) {
        switch (type) {
            case "subscriptions" -> sink.acknowledged();
            case "error" -> requests.refused(reason.isEmpty() ? text : text + ": " + reason, sink);
            default -> sink.unknown();
        }
    }
}
