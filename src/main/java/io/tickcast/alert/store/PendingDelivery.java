package io.tickcast.alert.store;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;

/**
 * A firing that one receiver is still to be told.
 *
 * @param number   of the receiver in its rule when the rule fired
 * @param attempts made so far
 * @param nextAt   of the next attempt, in ms since the epoch
 * @param since    time at which the first attempt was due, in ms since the epoch
 */
public record PendingDelivery(Firing firing, int number, Receiver receiver, int attempts, long nextAt, long since) {
    /** One that was not tried yet. */
    public PendingDelivery(Firing firing, int number, Receiver receiver, long firstAt) {
        this(firing, number, receiver, 0, firstAt, firstAt);
    }

    /** The same after another attempt. */
    public PendingDelivery after(int made, long next) {
        return new PendingDelivery(firing, number, receiver, made, next, since);
    }
}
