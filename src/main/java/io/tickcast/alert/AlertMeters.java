package io.tickcast.alert;

import io.tickcast.metrics.Meters;
import java.util.Optional;
import java.util.function.Supplier;

/** Names the numbers of alerts. */
final class AlertMeters {
    private AlertMeters() {}

    static Meters of(Supplier<AlertCounts> counts, Supplier<Optional<String>> fault) {
        Meters meters = new Meters();
        meters.gauge("rules", "tickcast_alert_rules", () -> counts.get().rules())
                .help("Alert rules of all owners");
        meters.status("telling", () -> counts.get().isTelling());
        meters.gauge("tickcast_alert_telling", () -> counts.get().isTelling() ? 1 : 0)
                .help("Whether this node tells receivers, as one node of a cluster does");
        meters.counter("fired", "tickcast_alert_fired", () -> counts.get().fired())
                .help("How often alert rules fired, as this node has told");
        meters.gauge(
                        "waiting",
                        "tickcast_alert_deliveries_waiting",
                        () -> counts.get().waiting())
                .help("Deliveries that wait for their first or next attempt; at most " + Deliveries.MOST_WAITING);
        meters.counter(
                        "delivered",
                        "tickcast_alert_delivered",
                        () -> counts.get().delivered())
                .help("Deliveries that receivers took");
        meters.counter(
                        "failed",
                        "tickcast_alert_attempts_failed",
                        () -> counts.get().failed())
                .help("Attempts to deliver that failed");
        meters.counter("given_up", "tickcast_alert_given_up", () -> counts.get().givenUp())
                .help("Deliveries that were given up");
        meters.gauge("unwritten", "tickcast_alert_unwritten", () -> counts.get().unwritten())
                .help("Entries of the log of deliveries that wait for the database");
        meters.counter(
                        "dropped",
                        "tickcast_alert_log_dropped",
                        () -> counts.get().dropped())
                .help("Entries of the log of deliveries that were too many while the database was away");
        meters.counter("late", "tickcast_alert_late_prices", () -> counts.get().late())
                .help("Prices that came too late to compare alert rules with them");
        meters.status("refused", () -> counts.get().refusal().orElse(""));
        meters.status("last_error", () -> fault.get().orElse(""));
        return meters;
    }
}
