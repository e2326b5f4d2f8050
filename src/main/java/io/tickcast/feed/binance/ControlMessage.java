package io.tickcast.feed.binance;

import com.fasterxml.jackson.core.JsonParser;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.feed.Text;
import java.io.IOException;

/** A message of Binance beside the data: the answer to a request, or the end of the connection. Not thread-safe. */
final class ControlMessage {
    private static final Text SHUTDOWN = Text.of("serverShutdown");
    private static final Text SHUTDOWN_STREAM = Text.of("!serverShutdown");

    private String code = "";
    private String text = "";
    private boolean isShutdown;
    private boolean isOfShutdown;
    private boolean hasResult;
    private boolean hasError;

    void clear() {
        code = "";
        text = "";
        isShutdown = false;
        isOfShutdown = false;
        hasResult = false;
        hasError = false;
    }

    void event(Text name) {
        isShutdown = name.equals(SHUTDOWN);
    }

    void stream(Text name) {
        isOfShutdown = name.equals(SHUTDOWN_STREAM);
    }

    /** Whether the fields of this object of the message count. */
    boolean enters(String name) {
        boolean isError = name.equals("error");
        hasError |= isError;
        return isError;
    }

    /** @return whether it is a field of such a message */
    boolean field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "result" -> hasResult = true;
            case "code" -> code = parser.getText();
            case "msg" -> text = parser.getText();
            case "id" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    void conclude(Sink sink) {
        if (isShutdown || isOfShutdown) {
            sink.shutdownAnnounced();
        } else if (hasError || !code.isEmpty()) {
            sink.refused("code " + code + ' ' + text);
        } else if (hasResult) {
            sink.acknowledged();
        } else {
            sink.unknown();
        }
    }
}
