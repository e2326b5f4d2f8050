package io.tickcast.sse;

import java.util.Optional;

/** Cohorts and groups without a hub. */
final class Cohorts {
  private Cohorts() {
  }

  static Cohort cohort() {
    return cohort(new FlushWindow(Optional.empty()), new EventKinds());
  }

  static Cohort cohort(FlushWindow window, EventKinds kinds) {
    return new Cohort(window, new StreamStats(1_000), new SymbolNumbers(), kinds, 0, Arrivals.HERE);
  }

  static Group group(Subscription subscription) {
    return new Group(subscription, new TickEvents(subscription.json(), true), cohort());
  }
}
