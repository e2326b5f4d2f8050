package io.tickcast.script;

import java.util.Optional;
import java.util.function.Consumer;

/** The ticks, for a file in a language of the JVM. */
public interface Ticks {
    /**
     * Calls the handler with each tick of this symbol at the first of {@code feed.exchanges}, on the file's own thread. While that is busy it gets the newest
     * of each symbol only.
     *
     * @param symbol such as {@code BTCUSDT}, or {@code *} for all
     */
    void on(String symbol, Consumer<ScriptTick> handler);

    /**
     * The same for another exchange than the first of {@code feed.exchanges}.
     *
     * @param exchange such as {@code okx}, or {@code *} for all
     */
    void on(String symbol, String exchange, Consumer<ScriptTick> handler);

    /** The newest tick of this symbol, when there was one. */
    Optional<ScriptTick> last(String symbol);

    /** The same for another exchange. */
    Optional<ScriptTick> last(String symbol, String exchange);
}
