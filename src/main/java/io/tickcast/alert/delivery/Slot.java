package io.tickcast.alert.delivery;

/** The right to have one request in flight. Its holder releases it once. */
@FunctionalInterface
public interface Slot {
    void release();
}
