package io.tickcast.script;

import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;

/**
 * The running program of a file. Called on the file's own thread, one call at a time, except for the last two methods.
 */
interface Program {
    /** The first call. */
    void begin() throws Exception;

    void tick(Tick tick);

    void candle(Candle candle);

    void timer(int number);

    /**
     * The call under way takes too long or too much. On any thread; that call does not count as ended before this
     * returns.
     */
    void overrun(CallBudget call, String why);

    /** Stops it for good. On any thread, more than once, and without waiting for its end. */
    void close();
}
