package io.tickcast.sse;

import java.util.Optional;

/** The {@code id:} of an event: the hub's clock in ms since the epoch when it arrived, which never goes back. */
final class Cursor {
  private static final int MAX_DIGITS = 15;

  private Cursor() {}

  /** Empty for what is no id of ours: a client may send anything. */
  static Optional<Long> parse(String id) {
    boolean digits = !id.isEmpty() && id.length() <= MAX_DIGITS && id.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Optional.of(Long.parseLong(id)) : Optional.empty();
  }
}
