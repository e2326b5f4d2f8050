package io.tickcast.script;

import java.util.Optional;
import java.util.function.Consumer;

/** The ticks, for a file in a language of the JVM. */
public interface Ticks {
    /**
     * Calls the handler with each tick of this symbol, on the file's own thread. While that is busy it gets the newest
     * of each symbol only.
     *
     * @param symbol such as {@code BTCUSDT}, or {@code *} for all
     */
    void on(String symbol, Consumer<ScriptTick> handler);

    /** The newest tick of this symbol, when there was one. */
    Optional<ScriptTick> last(String symbol);
}
