package io.tickcast.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Locale;

/**
 * Looks for the highest rate that a server keeps pace with: by doubling until it does not, then by halving what is left
 * between. A server that joins what is due never falls behind, its writes only grow; so its pace ends where bursts
 * share a write. That of one that writes each event ends where events are lost or late.
 */
final class Ramp {
    private static final int WARM_SECONDS = 2;
    private static final int FIRST_WARM_SECONDS = 10;
    private static final double WARM_BURSTS = 512;
    private static final int WARM_BURSTS_SECONDS = 20;
    private static final int SECONDS = 4;
    private static final double FIRST_BURSTS = 32;
    private static final double FIRST_BURSTS_OF_EVENT_WRITERS = 4;
    private static final double MOST_BURSTS = 2_048;
    private static final double NEAR_ENOUGH = 0.05;
    private static final double TOLERANCE = 0.1;
    private static final double LATEST_MILLIS = 500;
    private static final double TEN_MILLION_EVENTS = 10e6;

    private final Vertx vertx;
    private final Peer peer;
    private final Scenario scenario = Scenario.ramp();
    private Run run;

    Ramp(Vertx vertx, Peer peer) {
        this.vertx = vertx;
        this.peer = peer;
    }

    /** Prints a line for each step, and gives one that sums up. */
    String climb() throws IOException, InterruptedException {
        start();
        try {
            double good = 0;
            double bad = MOST_BURSTS;
            double rate = peer.joins() ? FIRST_BURSTS : FIRST_BURSTS_OF_EVENT_WRITERS;
            while (bad - good > NEAR_ENOUGH * bad && rate >= 1 && rate < MOST_BURSTS) {
                if (keepsPace(step(rate))) {
                    good = rate;
                } else {
                    bad = rate;
                    if (!peer.joins()) {
                        // It has a backlog that the next step would find.
                        run.close();
                        start();
                    }
                }
                rate = bad == MOST_BURSTS ? 2 * good : (good + bad) / 2;
            }
            if (peer.joins()) {
                step(TEN_MILLION_EVENTS / scenario.at(1).eventsAsked());
            }
            return String.format(
                    Locale.ROOT,
                    "%n%s: %s up to %,.0f events/s (%.0f bursts a second)%n",
                    peer.label(),
                    peer.joins() ? "no two bursts share a write" : "all events arrive within 500 ms",
                    scenario.at(good).eventsAsked(),
                    good);
        } finally {
            run.close();
        }
    }

    private void start() throws IOException, InterruptedException {
        run = new Run(vertx, scenario, peer);
        run.open();
        if (peer.jvm) {
            run.measure(FIRST_BURSTS_OF_EVENT_WRITERS, FIRST_WARM_SECONDS, 0);
            if (peer.joins()) {
                // Otherwise the JIT compiler takes the core in the very steps in which bursts begin to share writes.
                run.measure(WARM_BURSTS, WARM_BURSTS_SECONDS, 0);
            }
        }
    }

    private Report step(double rate) throws IOException, InterruptedException {
        Report report = run.measure(rate, WARM_SECONDS, SECONDS);
        System.out.println(report.row("–"));
        return report;
    }

    private boolean keepsPace(Report report) {
        return peer.joins()
                ? report.writesPerBurst() >= 1 - TOLERANCE
                : report.p99Millis() < LATEST_MILLIS
                        && report.eventsPerSecond()
                                > (1 - TOLERANCE) * report.scenario().eventsAsked();
    }
}
