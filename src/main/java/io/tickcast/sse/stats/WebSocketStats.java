package io.tickcast.sse.stats;

import io.tickcast.metrics.Meters;
import java.util.concurrent.atomic.LongAdder;

/** Counters of what the clients of a whole node send over WebSocket: all event loops share them. Thread-safe. */
public final class WebSocketStats {
    private final LongAdder messages = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder faults = new LongAdder();
    private final LongAdder silent = new LongAdder();
    private final LongAdder unfinished = new LongAdder();
    private final Meters meters = new Meters();

    WebSocketStats() {
        meters.counter("messages", "tickcast_websocket_messages", messages::sum)
                .help("Messages of clients over WebSocket");
        meters.counter("refused", "tickcast_websocket_messages_refused", refused::sum)
                .help("Messages of clients that were answered with an error, and pings beyond their rate");
        meters.counter("faults", "tickcast_websocket_faults", faults::sum)
                .help("WebSocket connections closed because their client broke the protocol");
        meters.counter("silent", "tickcast_websocket_silent", silent::sum)
                .help("WebSocket connections cut because their client answered no ping, or took no bytes");
        meters.gauge("unfinished_bytes", "tickcast_websocket_unfinished_bytes", unfinished::sum)
                .help("Memory for messages of clients of which only a part has come");
    }

    public void message() {
        messages.increment();
    }

    public void refused(int count) {
        refused.add(count);
    }

    public void fault() {
        faults.increment();
    }

    public void silent() {
        silent.increment();
    }

    public void unfinished(int change) {
        unfinished.add(change);
    }

    public Meters meters() {
        return meters;
    }
}
