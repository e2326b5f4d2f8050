package io.tickcast.feed;

import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.Line;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes that hold the lines of one exchange, by the reports of their feeds. The locks alone do not tell: after a
 * split of the cluster two nodes may each believe to hold the same one, or a node feeds whose lock is gone. Times are
 * in ns.
 */
final class LeaseHolders {
    /** Three reports missed. */
    private static final long HEARD_NANOS = Duration.ofSeconds(3).toNanos();

    private static final long RIVAL_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(60).toNanos();

    private final String own;
    private final Map<String, Holder> holders = new HashMap<>();

    /** @param since from when on it was heard without a break, of the same line */
    private record Holder(FeedState report, long since, long heardAt, boolean leaving) {
        Line line() {
            return report.line();
        }

        boolean isHeard(int number, long now) {
            return line().number() == number && now - heardAt <= HEARD_NANOS;
        }
    }

    /** @param own id of this node */
    LeaseHolders(String own) {
        this.own = own;
    }

    void heard(FeedState report, long now) {
        holders.values().removeIf(holder -> now - holder.heardAt > FORGOTTEN_NANOS);
        Optional<Holder> before = Optional.ofNullable(holders.get(report.line().holder()));
        long since = before.filter(holder -> holder.isHeard(report.line().number(), now))
                .map(Holder::since)
                .orElse(now);
        holders.put(
                report.line().holder(),
                new Holder(report, since, now, before.filter(Holder::leaving).isPresent()));
    }

    /** A node leaves, and never again holds a line under this id. */
    void leaves(String id) {
        holders.computeIfPresent(id, (same, holder) -> new Holder(holder.report, holder.since, holder.heardAt, true));
    }

    boolean isLeaving(String id) {
        return holders.containsKey(id) && holders.get(id).leaving;
    }

    /** @param others ids of the members of the cluster besides this node: who died is none, and its line is free */
    boolean isHeld(int number, Set<String> others, long now) {
        return holders.entrySet().stream()
                .anyMatch(holder -> others.contains(holder.getKey())
                        && holder.getValue().isHeard(number, now)
                        && !holder.getValue().leaving);
    }

    /**
     * The holder that is to keep a line that this node holds, too. It is the one with the smallest id, unless it is
     * worse off, and only after a while: another node may have taken the line just when this one lost it.
     */
    Optional<Line> rival(int number, long now) {
        Optional<Holder> self = Optional.ofNullable(holders.get(own)).filter(holder -> holder.isHeard(number, now));
        return self.flatMap(mine -> holders.values().stream()
                .filter(holder -> holder.isHeard(number, now)
                        && !holder.leaving
                        && holder.line().holder().compareTo(own) < 0)
                .filter(holder -> now - Math.max(holder.since, mine.since) > RIVAL_NANOS)
                .filter(holder -> holder.report.state().compareTo(mine.report.state()) <= 0)
                .map(Holder::line)
                .min(Comparator.comparing(Line::holder)));
    }
}
