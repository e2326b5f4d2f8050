package io.tickcast.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads an event stream as the HTML standard (9.2.6) says a browser does: all three line ends, comments, several data
 * lines, ids without data, unfinished events dropped.
 */
final class SseParser {
    private final Consumer<SseEvent> events;
    private final StringBuilder line = new StringBuilder();
    private final List<String> data = new ArrayList<>();
    private final List<Long> retries = new ArrayList<>();
    private String name = "";
    private String lastEventId = "";
    private boolean afterCr;

    SseParser(Consumer<SseEvent> events) {
        this.events = events;
    }

    void feed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' && afterCr) {
                afterCr = false;
            } else if (c == '\n' || c == '\r') {
                afterCr = c == '\r';
                line(line.toString());
                line.setLength(0);
            } else {
                afterCr = false;
                line.append(c);
            }
        }
    }

    private void line(String text) {
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "event" -> name = value;
            case "data" -> data.add(value);
            case "id" -> lastEventId = value;
            case "retry" -> retries.add(Long.parseLong(value));
            case "" -> {}
            default -> throw new AssertionError("a line that no client understands: " + text);
        }
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            events.accept(new SseEvent(name.isEmpty() ? "message" : name, lastEventId, String.join("\n", data)));
        }
        name = "";
        data.clear();
    }

    String lastEventId() {
        return lastEventId;
    }

    List<Long> retries() {
        return List.copyOf(retries);
    }
}
