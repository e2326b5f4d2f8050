package io.tickcast;

import io.tickcast.cluster.JoinException;
import io.tickcast.config.Settings;
import java.io.IOException;
import java.util.Optional;

/** Why a node could not start, in words that say what to change. */
final class StartFailure {
  private StartFailure() {}

  /** Empty for what no setting could have prevented. */
  static Optional<String> explain(Throwable cause, Settings settings) {
    if (cause instanceof JoinException) {
      return Optional.of(cause.getMessage());
    }
    // A node that starts listens at one place; all else that it opens may fail without harm.
    return cause instanceof IOException
        ? Optional.of("nothing can listen at " + settings.http().host() + ':' + settings.http().port() + " ("
            + cause.getMessage() + "): choose another http.port or http.host")
        : Optional.empty();
  }
}
