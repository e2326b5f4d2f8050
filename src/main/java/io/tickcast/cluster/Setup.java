package io.tickcast.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.MemberAttributeConfig;
import io.tickcast.log.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The settings that should be the same on all nodes of a cluster. Each node publishes its own as attributes of its
 * membership, so that a difference is known before a message is sent.
 *
 * @param version of this release
 * @param demo    whether no price of this node is real
 * @param feeds   names of the exchanges that it feeds on or serves
 * @param symbols as the settings have them
 */
public record Setup(String version, boolean demo, List<String> feeds, List<String> symbols) {
    private static final String VERSION = "tickcast.version";
    private static final String DEMO = "tickcast.demo";
    private static final String FEEDS = "tickcast.feeds";
    private static final String SYMBOLS = "tickcast.symbols";
    private static final String TLS = "tickcast.tls";
    /** Limit of the names that a message lists; a cluster may have thousands of symbols. */
    private static final int MOST_NAMED = 5;

    private static final int LONGEST_VALUE = 80;

    public Setup {
        feeds = List.copyOf(new TreeSet<>(feeds));
        symbols = List.copyOf(new TreeSet<>(symbols));
    }

    void show(MemberAttributeConfig attributes, boolean tls) {
        attributes.setAttribute(VERSION, version);
        attributes.setAttribute(DEMO, Boolean.toString(demo));
        attributes.setAttribute(FEEDS, String.join(",", feeds));
        attributes.setAttribute(SYMBOLS, String.join(",", symbols));
        attributes.setAttribute(TLS, Boolean.toString(tls));
    }

    /** The name of the cluster that a node with this setup joins: a demo has one of its own. */
    String clusterName(String name) {
        return demo && !name.endsWith("-demo") ? name + "-demo" : name;
    }

    /** Whether one of the two is a demo and the other one is not. A release that does not say so is taken for real. */
    boolean isOtherWorld(Member member) {
        return demo != Boolean.parseBoolean(attribute(member, DEMO).orElse("false"));
    }

    /** Settings in which this member differs, in words; empty if nothing differs that should be the same. */
    List<String> differences(Member member, boolean tls) {
        List<String> all = new ArrayList<>();
        attribute(member, TLS)
                .filter(theirs -> !theirs.equals(Boolean.toString(tls)))
                .ifPresent(theirs -> all.add("cluster.tls is set " + (tls ? "here and not there" : "there and not here")
                        + ", so the two cannot exchange messages"));
        attribute(member, VERSION)
                .filter(theirs -> !theirs.equals(version))
                .ifPresent(theirs -> all.add("it is version " + printable(theirs) + ", this node " + version));
        attribute(member, FEEDS).ifPresent(theirs -> compare("exchanges", feeds, theirs, all));
        attribute(member, SYMBOLS).ifPresent(theirs -> compare("symbols", symbols, theirs, all));
        return all;
    }

    private static void compare(String what, List<String> ours, String text, List<String> all) {
        if (text.equals(String.join(",", ours))) {
            return;
        }
        List<String> theirs = text.isEmpty() ? List.of() : List.of(text.split(","));
        if (!theirs.equals(ours)) {
            TreeSet<String> onlyThere = new TreeSet<>(theirs);
            ours.forEach(onlyThere::remove);
            TreeSet<String> onlyHere = new TreeSet<>(ours);
            theirs.forEach(onlyHere::remove);
            all.add("it has other " + what + " (only there: " + named(onlyThere) + "; only here: " + named(onlyHere)
                    + ')');
        }
    }

    private static String named(TreeSet<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first =
                printable(String.join(", ", names.stream().limit(MOST_NAMED).toList()));
        return names.size() <= MOST_NAMED ? first : first + " and " + (names.size() - MOST_NAMED) + " more";
    }

    private static Optional<String> attribute(Member member, String name) {
        return Optional.ofNullable(member.getAttribute(name));
    }

    /** Anyone who reaches the port of Hazelcast can be a member, and may send anything. */
    static String printable(String text) {
        return Printable.shown(text, LONGEST_VALUE);
    }
}
