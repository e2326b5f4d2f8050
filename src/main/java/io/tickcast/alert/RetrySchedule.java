package io.tickcast.alert;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The pauses before the attempts of a delivery. A receiver may ask for another pause: attempts that come early for that
 * do not bring the end nearer. Immutable.
 */
final class RetrySchedule {
    /** Attempts after which a receiver can ask for longer pauses only: each is a row in the log. */
    static final int MOST_EARLY = 100;

    private final List<Duration> pauses;

    /** @param pauses at least one, the first of which is before the first attempt */
    RetrySchedule(List<Duration> pauses) {
        this.pauses = List.copyOf(pauses);
    }

    /**
     * The pause before the next attempt; empty when none follows.
     *
     * @param attempts  made so far, at least one
     * @param ageMillis since the first one was due
     * @param asked     by the receiver
     * @param delay     part by which a pause that the receiver did not ask for is longer
     */
    Optional<Duration> pause(int attempts, long ageMillis, Optional<Duration> asked, double delay) {
        int made = Math.min(attempts, due(ageMillis));
        if (made >= pauses.size()) {
            return Optional.empty();
        }
        Duration own = Duration.ofMillis((long) (pauses.get(made).toMillis() * (1 + delay)));
        return asked.filter(pause -> attempts < MOST_EARLY || pause.compareTo(own) > 0)
                .or(() -> Optional.of(own));
    }

    /** Attempts that would have been made by this age if nobody had asked for anything. */
    private int due(long ageMillis) {
        long at = 0;
        for (int due = 1; due < pauses.size(); due++) {
            at += pauses.get(due).toMillis();
            if (at > ageMillis) {
                return due;
            }
        }
        return pauses.size();
    }
}
