package io.tickcast.cluster;

/**
 * Another node and its last heartbeat.
 *
 * @param heardAt by {@link System#nanoTime()}
 */
public record Peer(Heartbeat heartbeat, long heardAt) {
    public long silentNanos(long nowNanos) {
        return nowNanos - heardAt;
    }
}
