package io.tickcast.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The findings of the clients of a crowd. Belongs to their event loop. */
final class Findings {
    private static final int SHOWN = 20;

    private final List<String> gaps = new ArrayList<>();
    private final List<String> backs = new ArrayList<>();
    private final List<String> resets = new ArrayList<>();
    private final Map<String, List<Long>> leaves = new TreeMap<>();
    private long news;
    private long repeats;
    private long named;

    void next() {
        news++;
    }

    void repeat() {
        repeats++;
    }

    void gap(String what) {
        news++;
        gaps.add(what);
    }

    void back(String what) {
        backs.add(what);
    }

    void reset(String what) {
        resets.add(what);
    }

    /** A gap was named. */
    void named() {
        named++;
    }

    void left(String node) {
        leaves.computeIfAbsent(node, n -> new ArrayList<>()).add(System.nanoTime());
    }

    List<String> gaps() {
        return gaps;
    }

    List<String> backs() {
        return backs;
    }

    List<String> resets() {
        return resets;
    }

    /** The ends of streams of this node since the last call. */
    List<Long> takeLeaves(String node) {
        List<Long> times = leaves.remove(node);
        return times == null ? List.of() : times;
    }

    private static String some(String what, List<String> all) {
        return all.isEmpty()
                ? ""
                : "\n" + what + ":\n  " + String.join("\n  ", all.subList(0, Math.min(SHOWN, all.size())));
    }

    @Override
    public String toString() {
        return "%d ticks, %d repeats, %d gaps, named %d times, %d steps back, %d resets"
                        .formatted(news, repeats, gaps.size(), named, backs.size(), resets.size())
                + some("gaps", gaps)
                + some("steps back", backs)
                + some("resets", resets);
    }
}
