package io.tickcast.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures servers side by side under the same loads and prints one table.
 *
 * <p>Arguments: scenarios and servers by name, in any order; all when none is named. {@code -Dbench.seconds},
 * {@code -Dbench.warmup} and {@code -Dbench.repeat} set how long and how often. {@code -Dbench.cold=true} opens the
 * streams on a JVM that has just started.
 */
public final class Bench {
    private static final int WARMUP = Integer.getInteger("bench.warmup", 15);
    private static final int REPEAT = Integer.getInteger("bench.repeat", 1);
    private final Vertx vertx = Vertx.vertx();

    private Bench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, Scenario> scenarios = Scenario.byName();
        Map<String, Peer> peers = Stream.of(Peer.values()).collect(Collectors.toMap(Peer::label, peer -> peer));
        Set<String> names = new LinkedHashSet<>(Arrays.asList(args));
        for (String name : names) {
            if (!scenarios.containsKey(name) && !peers.containsKey(name) && !name.equals(Scenario.RAMP)) {
                System.err.println("No scenario or server " + name + "; there are " + scenarios.keySet() + ", ramp and "
                        + peers.keySet());
                System.exit(2);
            }
        }
        List<Scenario> asked = scenarios.values().stream()
                .filter(scenario -> names.contains(scenario.name()))
                .toList();
        List<Peer> rivals = Stream.of(Peer.values())
                .filter(peer -> names.contains(peer.label()))
                .toList();
        boolean ramp = names.contains(Scenario.RAMP) || asked.isEmpty();
        new Bench()
                .run(
                        asked.isEmpty() && !names.contains(Scenario.RAMP) ? List.copyOf(scenarios.values()) : asked,
                        ramp,
                        rivals.isEmpty() ? List.of(Peer.values()) : rivals);
        System.exit(0);
    }

    private void run(List<Scenario> scenarios, boolean ramp, List<Peer> peers)
            throws IOException, InterruptedException {
        Proc.pinMyself(Run.CLIENT_CORE);
        List<Peer> able = new ArrayList<>();
        for (Peer peer : peers) {
            if (peer.missing().isEmpty()) {
                able.add(peer);
            } else {
                System.out.println("Without " + peer.label() + ": " + peer.missing());
            }
        }
        System.out.println(Report.header());
        Map<String, Double> tickerCores = new LinkedHashMap<>();
        for (Scenario scenario : scenarios) {
            for (int i = 0; i < REPEAT; i++) {
                Map<String, Double> p99 = new LinkedHashMap<>();
                for (Peer peer : able) {
                    if (peer.canRun(scenario)) {
                        measure(scenario, peer).ifPresent(report -> {
                            p99.put(peer.label(), report.p99Millis());
                            if (scenario.name().equals(Scenario.TICKER)) {
                                tickerCores.put(peer.label(), report.cores());
                            } else if (scenario.name().equals(Scenario.TRADES)
                                    && tickerCores.containsKey(peer.label())) {
                                System.out.printf(
                                        Locale.ROOT,
                                        "%ncores of %s by those of %s, %s: %.2f%n%n",
                                        Scenario.TRADES,
                                        Scenario.TICKER,
                                        peer.label(),
                                        report.cores() / tickerCores.get(peer.label()));
                            }
                        });
                    }
                }
                if (scenario.name().equals(Scenario.BESIDE) || scenario.name().startsWith(Scenario.CANDLES)) {
                    System.out.println(ratios(p99));
                }
            }
        }
        if (ramp) {
            for (Peer peer : able) {
                try {
                    System.out.println(new Ramp(vertx, peer).climb());
                } catch (IOException e) {
                    System.out.println(
                            "| " + Scenario.RAMP + " | " + peer.label() + " | failed: " + e.getMessage() + " |");
                }
            }
        }
    }

    /** To the first of them. */
    private static String ratios(Map<String, Double> p99) {
        double first = p99.values().stream().findFirst().orElse(1.0);
        return p99.entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%s %.2f", each.getKey(), each.getValue() / first))
                .collect(Collectors.joining(", ", "\np99 by that of the first: ", "\n"));
    }

    private Optional<Report> measure(Scenario scenario, Peer peer) throws InterruptedException {
        try (Run run = new Run(vertx, scenario, peer)) {
            run.open();
            Report report = run.measure(scenario.rate(), WARMUP, scenario.seconds());
            System.out.println(
                    report.row(peer.isLimit() ? "–" : String.format(Locale.ROOT, "%.1f", run.rssPerStream())));
            if (peer == Peer.TICKCAST_EXAMPLES) {
                System.out.println("\n" + run.fileTable() + "\n");
            }
            if (peer == Peer.TICKCAST_CANDLES) {
                System.out.println("\n" + run.candleRequests() + "\n");
            }
            return Optional.of(report);
        } catch (IOException e) {
            System.out.println("| " + scenario.name() + " | " + peer.label() + " | failed: " + e.getMessage() + " |");
            return Optional.empty();
        }
    }
}
