package io.tickcast.script;

/** Calls that come by the clock. */
public interface Timer {
    /**
     * Calls the task again and again, on the file's own thread; while that is busy it is not called more than once.
     *
     * @param millis 10 to a day
     * @return ends it
     * @throws IllegalArgumentException for another time, and for more timers than 100
     */
    Runnable every(long millis, Runnable task);
}
