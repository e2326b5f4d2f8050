package io.tickcast.alert.delivery;

import java.time.Duration;
import java.util.Optional;

/** The end of one attempt to deliver. Texts hold neither tokens nor secrets. */
public sealed interface Outcome {
    /**
     * A message that the receiver took.
     *
     * @param pause the receiver's own wish before its next message; zero without one
     */
    record Delivered(int status, Duration pause) implements Outcome {}

    /**
     * A failure that may be over at the next attempt.
     *
     * @param retryAfter the receiver's own wish before the next attempt; at least a second
     */
    record Failed(String text, Optional<Duration> retryAfter) implements Outcome {}

    /** A receiver that wants no more messages at all. */
    record Disabled(int status) implements Outcome {}

    /** A failure that each later attempt would repeat, such as that of a wrong token. */
    record Refused(String text) implements Outcome {}
}
