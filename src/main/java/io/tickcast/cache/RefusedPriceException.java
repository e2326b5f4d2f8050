package io.tickcast.cache;

/** A stored value that is not a price of ours; the message says why, without a word of the value. */
final class RefusedPriceException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedPriceException(String why) {
        super(why, null, false, false);
    }
}
