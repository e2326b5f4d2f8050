package io.tickcast.rest;

import java.time.Duration;
import java.util.Optional;

/**
 * The share of an exchange's limit that a node uses.
 *
 * @param weight     of all requests in any window of this length
 * @param usedHeader header in which the exchange says what it has counted in the last minute, others behind the same
 *                   address included
 */
public record RestLimits(int weight, Duration window, Optional<String> usedHeader) {
    /** A limit on the number of requests, each of which weighs 1. */
    public static RestLimits requests(int count, Duration window) {
        return new RestLimits(count, window, Optional.empty());
    }
}
