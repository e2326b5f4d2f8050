package io.tickcast.cluster;

/**
 * Another node, as it was last heard of.
 *
 * @param heardAt by {@link System#nanoTime()}
 */
public record Peer(Heartbeat heartbeat, long heardAt) {
    public long silentNanos(long nowNanos) {
        return nowNanos - heardAt;
    }
}
