package io.tickcast.publish;

import io.tickcast.config.Settings;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.tickcast.time.NodeClock;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The sources of this node: takes their ticks onto the bus, and reports their state. Belongs to one event loop. */
final class PublishedFeed {
    private static final long MAX_AHEAD_MILLIS = Duration.ofSeconds(10).toMillis();

    private final EventBus bus;
    private final boolean demo;
    private final int maxSymbols;
    private final NodeClock clock;
    private final Map<String, PublishedSource> sources = new LinkedHashMap<>();
    private final TickReader reader = new TickReader();
    private final ArrivalOrder arrivals = new ArrivalOrder();

    /**
     * @param holder id of this node
     * @param node   its name
     * @param demo   whether no price of this node is real
     */
    PublishedFeed(
            EventBus bus, Settings.Published settings, String holder, String node, boolean demo, NodeClock clock) {
        this.bus = bus;
        this.demo = demo;
        this.clock = clock;
        maxSymbols = settings.maxSymbols();
        settings.sources()
                .forEach(source -> sources.put(source.name(), new PublishedSource(source, maxSymbols, holder, node)));
    }

    /** The outcome for a line. */
    enum Taken {
        ACCEPTED,
        REPEATED,
        REFUSED
    }

    /**
     * A line that was read.
     *
     * @param fault the reason that it was refused; empty otherwise
     */
    record Read(Taken taken, String fault) {
        private static final Read ACCEPTED = new Read(Taken.ACCEPTED, "");
        private static final Read REPEATED = new Read(Taken.REPEATED, "");

        private static Read refused(String fault) {
            return new Read(Taken.REFUSED, fault);
        }
    }

    /** Reads a line of a body, and puts its tick on the bus if it is news. */
    Read take(Publisher publisher, byte[] body, int from, int to, long nowNanos) {
        Read read = read(publisher, body, from, to, nowNanos);
        if (read.taken == Taken.REFUSED) {
            line(publisher, nowNanos).ifPresent(PublisherLine::countRefused);
        }
        return read;
    }

    /** The line of a publisher at the source that was named, or else where it was heard last. */
    private Optional<PublisherLine> line(Publisher publisher, long nowNanos) {
        return named().map(source -> source.known(publisher))
                .orElseGet(() -> sources.values().stream()
                        .flatMap(source -> source.known(publisher).stream())
                        .min(Comparator.comparingLong(line -> line.silence(nowNanos))));
    }

    private Optional<PublishedSource> named() {
        return Optional.ofNullable(sources.get(reader.exchange().toLowerCase(Locale.ROOT)));
    }

    private Read read(Publisher publisher, byte[] body, int from, int to, long nowNanos) {
        Optional<String> fault = reader.read(body, from, to);
        if (fault.isPresent()) {
            return Read.refused(fault.get());
        }
        Optional<PublishedSource> source = named();
        if (source.isEmpty()) {
            return Read.refused("exchange: feed.published.sources does not declare "
                    + TickReader.shown(reader.exchange())
                    + (sources.isEmpty() ? "" : "; it has " + String.join(", ", sources.keySet())));
        }
        long now = clock.micros();
        return refusal(publisher, source.get(), now)
                .map(Read::refused)
                .orElseGet(() -> publish(publisher, source.get(), now, nowNanos));
    }

    private Optional<String> refusal(Publisher publisher, PublishedSource source, long now) {
        String symbol = reader.symbol();
        if (!publisher.allows().test(source.name(), symbol)) {
            return Optional.of("your token does not allow " + source.name() + ':' + TickReader.shown(symbol));
        }
        if (!source.hasRoomFor(symbol)) {
            return Optional.of(source.name() + " has " + maxSymbols
                    + " symbols already, the most that feed.published.max-symbols allows");
        }
        // By the clock that says less: this node's may have begun wrong, and the wall clock may have been set wrong.
        long ahead = reader.eventTime() - Math.max(now, clock.wall(now)) / 1_000;
        return ahead > MAX_AHEAD_MILLIS
                ? Optional.of("event_time is " + ahead + " ms ahead of this node's clock; at most " + MAX_AHEAD_MILLIS
                        + " are allowed")
                : Optional.empty();
    }

    private Read publish(Publisher publisher, PublishedSource source, long now, long nowNanos) {
        Optional<Tick> held = source.newest(reader.symbol());
        TickBuilder tick = reader.tick()
                .exchange(source.name())
                // The name that other ticks have, too.
                .symbol(held.map(Tick::symbol).orElse(reader.symbol()))
                .receivedAt(now)
                .demo(demo);
        if (reader.eventTime() > 0) {
            tick.eventTime(reader.eventTime());
        } else {
            arrivals.stamp(tick, held, now, clock.wall(now) / 1_000);
        }
        return publish(source, source.line(publisher, nowNanos), tick.build(), nowNanos);
    }

    private Read publish(PublishedSource source, PublisherLine line, Tick tick, long nowNanos) {
        boolean isNew = source.accept(tick);
        line.count(isNew);
        if (isNew) {
            bus.publish(BusAddresses.TICKS, tick, TickCodec.OPTIONS);
        }
        if (line.heard(tick, nowNanos)) {
            report(line);
        }
        return isNew ? Read.ACCEPTED : Read.REPEATED;
    }

    /** Takes note of a tick on the bus: another node may be faster. */
    void heard(Tick tick) {
        PublishedSource source = sources.get(tick.exchange());
        if (source != null && source.hasRoomFor(tick.symbol())) {
            source.accept(tick);
        }
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    /** Reports the lines whose state has changed. */
    void check(long nowNanos) {
        sources.values().forEach(source -> source.check(nowNanos).forEach(this::report));
    }

    /** Reports all lines. */
    void report() {
        sources.values().forEach(source -> source.lines().forEach(this::report));
    }

    /** Reports all lines for the last time. */
    void end() {
        sources.values().forEach(source -> source.lines().forEach(PublisherLine::end));
        report();
    }

    private void report(PublisherLine line) {
        FeedState state = line.report(clock.micros());
        bus.publish(BusAddresses.FEED_STATE, state.toJson());
    }
}
