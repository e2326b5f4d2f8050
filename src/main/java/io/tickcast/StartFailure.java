package io.tickcast;

import io.tickcast.config.Settings;
import java.io.IOException;
import java.util.Optional;

/** Why a node could not start, in words that say what to change. */
final class StartFailure {
  private StartFailure() {}

  /** Empty for what no setting could have prevented. */
  static Optional<String> explain(Throwable cause, Settings settings) {
    // Java's own sockets and the native ones throw different classes with the system's one text.
    return cause instanceof IOException && String.valueOf(cause.getMessage()).contains("Address already in use")
        ? Optional.of("another server listens at " + settings.http().host() + ':' + settings.http().port()
            + ": choose another http.port or http.host")
        : Optional.empty();
  }
}
