package io.tickcast.sse;

import io.tickcast.sse.wire.Sse;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The symbols of an exchange that came and went. */
record SymbolChange(List<String> added, List<String> removed) {
    static final SymbolChange NONE = new SymbolChange(List.of(), List.of());

    /** An event has at most 32 KB: some clients read none that is larger. */
    private static final int MAX_NAMED = 800;

    SymbolChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty();
    }

    /** The part of it that a stream with these symbols is told. */
    SymbolChange seenBy(SymbolSelection symbols) {
        return new SymbolChange(
                added.stream().filter(symbols::wants).toList(),
                removed.stream().filter(symbols::wants).toList());
    }

    /** Events that tell it, in as many as its length needs. */
    Buffer events() {
        Buffer events = Buffer.buffer();
        List<String> come = new ArrayList<>(added);
        List<String> gone = new ArrayList<>(removed);
        while (!come.isEmpty() || !gone.isEmpty()) {
            List<String> firstCome = come.subList(0, Math.min(MAX_NAMED, come.size()));
            List<String> firstGone = gone.subList(0, Math.min(MAX_NAMED - firstCome.size(), gone.size()));
            Map<String, List<String>> data = new LinkedHashMap<>();
            data.put("added", List.copyOf(firstCome));
            data.put("removed", List.copyOf(firstGone));
            events.appendBuffer(Sse.event("symbols", data));
            firstCome.clear();
            firstGone.clear();
        }
        return events;
    }
}
