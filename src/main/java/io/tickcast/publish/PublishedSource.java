package io.tickcast.publish;

import io.tickcast.config.Settings;
import io.tickcast.market.FeedState;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A source: the newest ticks that any node has of it, and its publishers on this node. Belongs to one event loop. */
final class PublishedSource {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedSource.class);
    /** Further publishers share the line that has been silent for the longest time. */
    static final int MOST_LINES = 16;
    /** Time after which a publisher that is silent counts as gone. */
    static final Duration GONE_AFTER = Duration.ofMinutes(10);

    private final Settings.Source settings;
    private final int maxSymbols;
    private final String holder;
    private final String node;
    private final LatestPrices latestPrices = new LatestPrices();
    private final Map<String, PublisherLine> lines = new LinkedHashMap<>();

    /**
     * @param holder id of this node
     * @param node   its name
     */
    PublishedSource(Settings.Source settings, int maxSymbols, String holder, String node) {
        this.settings = settings;
        this.maxSymbols = maxSymbols;
        this.holder = holder;
        this.node = node;
    }

    String name() {
        return settings.name();
    }

    /** The newest tick of the symbol. */
    Optional<Tick> newest(String symbol) {
        return latestPrices.newest(settings.name(), symbol);
    }

    /** Whether a tick of this symbol can be taken. */
    boolean hasRoomFor(String symbol) {
        return latestPrices.newest(settings.name()).size() < maxSymbols
                || newest(symbol).isPresent();
    }

    /** @return whether the tick is newer than all others of its symbol */
    boolean accept(Tick tick) {
        return latestPrices.accept(tick);
    }

    Collection<PublisherLine> lines() {
        return lines.values();
    }

    /** The line of a publisher, if it has one of its own. */
    Optional<PublisherLine> known(Publisher publisher) {
        return Optional.ofNullable(lines.get(publisher.id()));
    }

    /** The line of a publisher, which begins with its first post. */
    PublisherLine line(Publisher publisher, long nowNanos) {
        PublisherLine known = lines.get(publisher.id());
        if (known != null) {
            return known;
        }
        if (lines.size() == MOST_LINES) {
            return lines.values().stream()
                    .max(Comparator.comparingLong(line -> line.staleFor(nowNanos)))
                    .orElseThrow();
        }
        int number = IntStream.rangeClosed(1, MOST_LINES)
                .filter(free -> lines.values().stream().noneMatch(line -> line.number() == free))
                .findFirst()
                .orElseThrow();
        PublisherLine line = new PublisherLine(
                settings.name(), new FeedState.Line(number, holder, node), settings.stale(), nowNanos);
        lines.put(publisher.id(), line);
        LOG.info("{} has a publisher, line {} of this node: {}", settings.name(), number, publisher.caller());
        return line;
    }

    /** @return the lines whose state has changed; those that have ended are among them for the last time */
    List<PublisherLine> check(long nowNanos) {
        List<PublisherLine> changed = new ArrayList<>();
        for (PublisherLine line : lines.values()) {
            boolean gone = line.staleFor(nowNanos) > GONE_AFTER.toNanos();
            if (gone) {
                line.end();
            }
            if (gone || line.check(nowNanos)) {
                changed.add(line);
                LOG.info(
                        "{}: the publisher of line {} is {}", settings.name(), line.number(), gone ? "gone" : "silent");
            }
        }
        lines.values().removeIf(line -> line.state() == FeedState.State.DOWN && line.staleFor(nowNanos) > 0);
        return changed;
    }
}
