package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Receiver;
import java.time.Duration;

/**
 * The rate at which a receiver takes messages.
 *
 * @param digestSize most firings in one message; fewer fit where they have long notes
 * @param interval   least time between two messages to the same receiver
 */
public record Pace(int digestSize, Duration interval) {
    public static Pace of(Receiver receiver) {
        return WebhookProtocol.of(receiver.format()).pace(receiver);
    }
}
