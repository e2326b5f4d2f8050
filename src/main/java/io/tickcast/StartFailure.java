package io.tickcast;

import io.tickcast.config.Settings;
import java.net.BindException;

/** Why a node could not start, in words that say what to change. */
final class StartFailure {
  private StartFailure() {}

  static String explain(Throwable cause, Settings settings) {
    return cause instanceof BindException
        ? "nothing can listen at " + settings.http().host() + ':' + settings.http().port()
            + " (is another server there?): choose another http.port or http.host"
        : cause.toString();
  }
}
