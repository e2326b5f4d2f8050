package io.tickcast.feed.kraken;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.feed.Protocol.Sink;
import java.io.IOException;
import java.util.Map;

/** A message of Kraken beside the data: the answer to a request, the state of its service, or a heartbeat. */
final class KrakenControl {
    /** The subscriptions of such a request are lost, and the connection stays open. */
    private static final String TOO_FAST = "Exceeded msg rate";
    /** The words of the channel "status". */
    private static final Map<String, String> SERVICE =
            Map.of("online", "", "maintenance", "maintenance", "cancel_only", "cancel_only", "post_only", "post_only");

    private static final String UNKNOWN_SERVICE = "an unknown state";

    private String channel = "";
    private String method = "";
    private String error = "";
    private String symbol = "";
    private String system = "";
    private boolean succeeded;

    void clear() {
        channel = "";
        method = "";
        error = "";
        symbol = "";
        system = "";
        succeeded = false;
    }

    /** @param ours the symbol that the message names; empty: none of ours */
    void symbol(String ours) {
        symbol = ours;
    }

    /** @return whether it is a field of such a message */
    boolean field(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "channel" -> channel = parser.getText();
            case "method" -> method = parser.getText();
            case "success" -> succeeded = value == JsonToken.VALUE_TRUE;
            case "error", "Error" -> error = parser.getText();
            case "system" -> system = SERVICE.getOrDefault(parser.getText(), UNKNOWN_SERVICE);
            // The id of a connection may be beyond a long.
            case "api_version", "connection_id", "version", "type", "req_id", "time_in", "time_out" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Whether the message is data of this channel. */
    boolean isOf(String wanted) {
        return channel.equals(wanted);
    }

    void conclude(Sink sink) {
        if (channel.equals("status")) {
            sink.service(system);
        } else if (channel.equals("heartbeat") || method.equals("pong")) {
            sink.heartbeat();
        } else if (!error.isEmpty()) {
            concludeError(sink);
        } else if ((method.equals("subscribe") || method.equals("unsubscribe")) && succeeded) {
            sink.acknowledged();
        } else {
            sink.unknown();
        }
    }

    private void concludeError(Sink sink) {
        if (error.equals(TOO_FAST)) {
            sink.subscriptionsLost(error);
        } else if (symbol.isEmpty()) {
            sink.refused(error);
        } else {
            sink.refused(symbol, error);
        }
    }
}
