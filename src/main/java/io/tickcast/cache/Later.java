package io.tickcast.cache;

/** Runs a task once, after a while, on the event loop of its user. */
@FunctionalInterface
interface Later {
    void run(long millis, Runnable task);
}
