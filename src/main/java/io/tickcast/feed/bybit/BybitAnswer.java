package io.tickcast.feed.bybit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.Protocol.Sink;
import java.io.IOException;

/** An answer of Bybit to a request. Not thread-safe. */
final class BybitAnswer {
    private final BybitRequests requests;
    private String operation = "";
    private String text = "";
    private String request = "";
    private boolean succeeded;

    BybitAnswer(BybitRequests requests) {
        this.requests = requests;
    }

    void clear() {
        operation = "";
        text = "";
        request = "";
        succeeded = false;
    }

    /** @return whether it is a field of an answer */
    boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "op" -> operation = parser.getText();
            case "success" -> succeeded = value == JsonToken.VALUE_TRUE;
            case "ret_msg" -> text = parser.getText();
            case "req_id" -> request = parser.getText();
            case "conn_id" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    void conclude(Sink sink) {
        if (operation.equals("ping") || operation.equals("pong")) {
            sink.heartbeat();
        } else if (operation.equals("unsubscribe") && succeeded) {
            sink.acknowledged();
        } else if (!operation.equals("subscribe")) {
            sink.unknown();
        } else if (succeeded) {
            sink.acknowledged();
        } else {
            requests.refused(request, text, sink);
        }
    }
}
