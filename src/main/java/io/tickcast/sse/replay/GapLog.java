package io.tickcast.sse.replay;

import static java.util.Objects.requireNonNull;

import io.tickcast.market.Gap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The gaps of the last while, each once, however many lines name it. Each has a sequence number, so that an open stream
 * gets it once, and the cursor at which it was named, for clients that come back. Bounded by time, by count, and by
 * count for each symbol. Belongs to one event loop.
 */
public final class GapLog {
    static final int MAX_GAPS = 10_000;
    /** The gaps of a symbol beyond that are joined: a client is rather told of too many trades than of too few. */
    static final int MAX_PER_MARKET = 16;
    /** Beyond that a client that comes back gets one for each symbol. */
    static final int MAX_PER_CLIENT = 1_000;
    /** About 100 KB. */
    private static final int MAX_PER_PAGE = 1_000;

    private final long keepMillis;
    private final Function<Gap, Buffer> events;
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    /** The sequence numbers of each market's gaps, the oldest first. */
    private final Map<Market, Deque<Long>> byMarket = new HashMap<>();

    /** The sequence numbers of gaps that not all open streams have been told of. */
    private final Set<Long> untold = new HashSet<>();

    private long next = 1;
    private long newestCursor = Long.MIN_VALUE;
    private long joined;
    private long dropped;

    private record Market(Gap.Kind kind, String exchange, String symbol) {
        static Market of(Gap gap) {
            return new Market(gap.kind(), gap.exchange(), gap.symbol());
        }
    }

    /**
     * A gap that is kept.
     *
     * @param event the event of the streams, made once for all of them
     */
    public record Entry(NamedGap named, long sequence, Buffer event) {
        public Gap gap() {
            return named.gap();
        }
    }

    /**
     * @param keepMillis for which a gap is kept
     * @param events     makes the event that names a gap
     */
    public GapLog(long keepMillis, Function<Gap, Buffer> events) {
        this.keepMillis = keepMillis;
        this.events = events;
    }

    /** @return empty when it is known already */
    public Optional<Entry> add(NamedGap named, long nowMillis) {
        expire(nowMillis);
        Market market = Market.of(named.gap());
        Deque<Long> known = byMarket.computeIfAbsent(market, none -> new ArrayDeque<>());
        if (known.stream().anyMatch(sequence -> at(sequence).gap().contains(named.gap()))) {
            return Optional.empty();
        }
        Entry entry = new Entry(named, next, events.apply(named.gap()));
        next++;
        known.addLast(entry.sequence);
        put(entry);
        if (known.size() > MAX_PER_MARKET) {
            joinOldest(known);
        }
        if (entries.size() > MAX_GAPS) {
            dropped++;
            dropFirst();
        }
        return Optional.of(entry);
    }

    private void put(Entry entry) {
        entries.put(entry.sequence, entry);
        newestCursor = Math.max(newestCursor, entry.named.cursor());
    }

    /** Open streams are told of it from now on, until {@link #told}: meanwhile any client may lack it. */
    public void tell(Entry entry) {
        untold.add(entry.sequence);
    }

    /** @param cursor none of the streams had a later one when it was told */
    public void told(Entry told, long cursor) {
        untold.remove(told.sequence);
        Entry entry = entries.get(told.sequence);
        if (entry != null && entry.named.cursor() < cursor) {
            put(new Entry(new NamedGap(entry.gap(), cursor), entry.sequence, entry.event));
        }
    }

    private Entry at(long sequence) {
        return requireNonNull(entries.get(sequence));
    }

    private void joinOldest(Deque<Long> known) {
        Entry first = at(known.removeFirst());
        Entry second = at(known.getFirst());
        entries.remove(first.sequence);
        Gap both = first.gap().and(second.gap());
        long cursor = Math.max(first.named.cursor(), second.named.cursor());
        put(new Entry(new NamedGap(both, cursor), second.sequence, events.apply(both)));
        joined++;
    }

    private void dropFirst() {
        Entry first = requireNonNull(entries.remove(entries.firstKey()));
        Market market = Market.of(first.gap());
        Deque<Long> known = requireNonNull(byMarket.get(market));
        known.removeFirst();
        if (known.isEmpty()) {
            byMarket.remove(market);
        }
    }

    /** Drops what no client can have missed any more. */
    public void expire(long nowMillis) {
        while (!entries.isEmpty() && nowMillis - at(entries.firstKey()).named.cursor() > keepMillis) {
            dropFirst();
        }
    }

    /** The gaps with this sequence number or a later one. */
    public Collection<Entry> from(long sequence) {
        return entries.tailMap(sequence, true).values();
    }

    /** The gaps that a client at this cursor may lack. */
    public List<Entry> since(long cursor) {
        if (cursor > newestCursor && untold.isEmpty()) {
            return List.of();
        }
        return entries.values().stream()
                .filter(entry -> entry.named.cursor() >= cursor || untold.contains(entry.sequence))
                .toList();
    }

    /** The events for a client at this cursor. */
    public List<Buffer> eventsSince(long cursor, Predicate<Gap> wanted) {
        List<Entry> found =
                since(cursor).stream().filter(entry -> wanted.test(entry.gap())).toList();
        if (found.size() <= MAX_PER_CLIENT) {
            return found.stream().map(Entry::event).toList();
        }
        Map<Market, Gap> byMarket = new LinkedHashMap<>();
        found.forEach(entry -> byMarket.merge(Market.of(entry.gap()), entry.gap(), Gap::and));
        return byMarket.values().stream().map(events).toList();
    }

    /** Sequence number of the next gap. */
    public long next() {
        return next;
    }

    /**
     * A page of it.
     *
     * @param from       0 for the first page, then {@link HistoryPage#next} of the last one
     * @param coversFrom see {@link HistoryPage#coversFrom}
     */
    public HistoryPage<NamedGap> past(long from, long coversFrom) {
        List<Entry> page = from(from).stream().limit(MAX_PER_PAGE).toList();
        long to = page.size() < MAX_PER_PAGE ? next : page.get(MAX_PER_PAGE - 1).sequence + 1;
        return new HistoryPage<>(page.stream().map(Entry::named).toList(), coversFrom, to, to == next);
    }

    /** The clock of cursors has moved. Clients have none yet from after the gaps. */
    public void startAnew(long nowMillis) {
        entries.replaceAll((sequence, entry) -> new Entry(new NamedGap(entry.gap(), nowMillis), sequence, entry.event));
        newestCursor = nowMillis;
    }

    public GapState state() {
        return new GapState(entries.size(), MAX_GAPS, joined, dropped);
    }
}
