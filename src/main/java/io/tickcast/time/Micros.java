package io.tickcast.time;

import java.time.Instant;

/** The wall clock in µs since the epoch, the unit of {@code Tick.receivedAt}. */
public final class Micros {
  private Micros() {}

  public static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }
}
