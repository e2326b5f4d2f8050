package io.tickcast.ws;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.tickcast.sse.stats.CloseReason;

/** The codes and reasons with which this server closes a WebSocket connection. */
enum CloseCode {
    CLIENT(1000, ""),
    NODE(1001, "The node stops; reconnect"),
    AGE(1001, "The stream is old; reconnect"),
    PROTOCOL(1002, "The frames are not those of RFC 6455"),
    BINARY(1003, "Messages must be text"),
    NO_TEXT(1007, "The text is not UTF-8"),
    UNFINISHED(1008, "A message took too long"),
    TOO_LARGE(1009, "A message may have 65536 bytes"),
    OVERLOADED(1013, "There is no room; try again later"),
    EXPIRED(4401, "The token has expired; reconnect with another one");

    final int code;
    final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    static CloseCode of(CloseReason cause) {
        return switch (cause) {
            case DRAIN, AWAY -> NODE;
            case AGE -> AGE;
            case EXPIRED -> EXPIRED;
            case CLIENT, SLOW -> CLIENT;
        };
    }

    static CloseCode of(WebSocketCloseStatus status) {
        return status.code() == TOO_LARGE.code ? TOO_LARGE : PROTOCOL;
    }
}
