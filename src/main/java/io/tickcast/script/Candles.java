package io.tickcast.script;

import java.util.List;
import java.util.function.Consumer;

/** The candles, for a file in a language of the JVM. */
public interface Candles {
    /**
     * Calls the handler with the open candle of this symbol at the first of {@code feed.exchanges}, with each change of
     * it, and with its last state, which is closed; on the file's own thread. While that is busy it gets the newest state
     * of the open candle only, and all that close. A closed candle comes again when it is corrected, also after newer ones.
     *
     * @param symbol   such as {@code BTCUSDT}, or {@code *} for all
     * @param interval such as {@code 1m} or {@code 4h}
     */
    void on(String symbol, String interval, Consumer<ScriptCandle> handler);

    /**
     * The same for another exchange than the first of {@code feed.exchanges}.
     *
     * @param exchange such as {@code okx}, or {@code *} for all
     */
    void on(String symbol, String interval, String exchange, Consumer<ScriptCandle> handler);

    /**
     * The newest candles of this symbol, oldest first; the open one is the last. It waits for the database.
     *
     * @param count 1 to 1,000
     * @throws IllegalStateException when the database cannot be read
     */
    List<ScriptCandle> last(String symbol, String interval, int count);

    /** The same for another exchange. */
    List<ScriptCandle> last(String symbol, String interval, int count, String exchange);
}
