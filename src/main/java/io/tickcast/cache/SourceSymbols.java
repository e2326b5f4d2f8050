package io.tickcast.cache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickcast.market.Symbols;
import io.tickcast.market.Tick;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The symbols of published sources, which no setting names. They are kept in the store beside the prices, so that a
 * node finds the prices when it starts. All nodes keep a symbol on the same page. Not thread-safe.
 */
final class SourceSymbols {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSymbols.class);
    private static final JsonFactory JSON = new JsonFactory();
    /** 5,000 symbols of 8 characters fill a quarter of them. */
    static final int PAGES = 64;

    private final int maxSymbols;
    private final PriceKeys keys;
    private final long ttlMillis;
    private final Map<String, List<Page>> bySource = new HashMap<>();
    private final Map<String, Page> byKey = new LinkedHashMap<>();
    /** No page is to be written before this time, so batches do not walk over all of them. */
    private long nextDue = Long.MAX_VALUE;

    /** The symbols of one page. */
    private static final class Page {
        private final String key;
        private final Set<String> symbols = new LinkedHashSet<>();
        private int bytes = "[]".length();
        private long usedAt;
        /** Symbols of the page that was last given to the store. */
        private int given;

        private int written;
        private long writtenAt;

        Page(String key) {
            this.key = key;
        }

        void add(String symbol, long now) {
            usedAt = now;
            int more = "\"\",".length() + symbol.getBytes(StandardCharsets.UTF_8).length;
            // The prices of further symbols are kept all the same; a start does not find them.
            if (bytes + more <= RedisConnection.LONGEST_VALUE && symbols.add(symbol)) {
                bytes += more;
            }
        }

        /** Time of its next write, in ms. */
        long dueAt(long ttlMillis) {
            if (symbols.size() > written) {
                return Long.MIN_VALUE;
            }
            return usedAt > writtenAt ? writtenAt + ttlMillis : Long.MAX_VALUE;
        }

        StoredEntry entry(long ttlMillis) {
            given = symbols.size();
            String json = symbols.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
            return new StoredEntry(key, json, ttlMillis);
        }

        void written(long now) {
            written = given;
            writtenAt = now;
        }
    }

    /**
     * @param maxSymbols largest number of symbols of a source
     * @param ttlMillis  the life of a price
     */
    SourceSymbols(Collection<String> sources, int maxSymbols, PriceKeys keys, long ttlMillis) {
        this.maxSymbols = maxSymbols;
        this.keys = keys;
        this.ttlMillis = ttlMillis;
        for (String source : sources) {
            bySource.put(
                    source,
                    IntStream.range(0, PAGES)
                            .mapToObj(number -> new Page(keys.page(source, number)))
                            .toList());
        }
        bySource.values().stream().flatMap(List::stream).forEach(page -> byKey.put(page.key, page));
    }

    /** The keys of all pages. */
    Set<String> keys() {
        return Collections.unmodifiableSet(byKey.keySet());
    }

    /** Takes the symbol of a tick whose price is kept. */
    void add(Tick tick, long now) {
        List<Page> pages = bySource.get(tick.exchange());
        if (pages != null) {
            Page page = pages.get(Math.floorMod(tick.symbol().hashCode(), PAGES));
            page.add(tick.symbol(), now);
            nextDue = Math.min(nextDue, page.dueAt(ttlMillis));
        }
    }

    /** The pages to write together with the prices, so that each outlives its prices. */
    List<StoredEntry> due(long now) {
        if (now < nextDue) {
            return List.of();
        }
        List<StoredEntry> due = byKey.values().stream()
                .filter(page -> page.dueAt(ttlMillis) <= now)
                .map(page -> page.entry(2 * ttlMillis))
                .toList();
        // A page that is due now stays so until it is written.
        nextDue = byKey.values().stream()
                .mapToLong(page -> page.dueAt(ttlMillis))
                .min()
                .orElse(Long.MAX_VALUE);
        return due;
    }

    /** Takes note that the store has these. */
    void written(List<StoredEntry> entries, long now) {
        entries.forEach(entry -> Objects.requireNonNull(byKey.get(entry.key())).written(now));
    }

    /** The keys of the prices whose symbols are on these pages, for each source not more than it may have. */
    List<String> priceKeys(List<StoredEntry> pages) {
        Map<String, Set<String>> found = new LinkedHashMap<>();
        int beyond = 0;
        List<String> refused = new ArrayList<>();
        for (StoredEntry page : pages) {
            try {
                String source = keys.exchange(page.key());
                Set<String> ofSource = found.computeIfAbsent(source, none -> new LinkedHashSet<>());
                for (String symbol : symbols(page.json())) {
                    if (ofSource.size() < maxSymbols) {
                        ofSource.add(keys.of(source, symbol));
                    } else {
                        beyond++;
                    }
                }
            } catch (IOException e) {
                refused.add(page.key());
            }
        }
        if (!refused.isEmpty()) {
            LOG.warn("Refused {} lists of symbols, the first is {}", refused.size(), refused.get(0));
        }
        if (beyond > 0) {
            LOG.warn(
                    "Left out {} stored symbols of published sources: feed.published.max-symbols allows {} each",
                    beyond,
                    maxSymbols);
        }
        return found.values().stream().flatMap(Set::stream).toList();
    }

    /** Other programs write to the store, too. */
    private static List<String> symbols(String json) throws IOException {
        if (json.length() > RedisConnection.LONGEST_VALUE) {
            throw new IOException("too long");
        }
        List<String> symbols = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("no list");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.VALUE_STRING || !Symbols.isValid(parser.getText())) {
                    throw new IOException("no symbol");
                }
                symbols.add(parser.getText());
            }
        }
        return symbols;
    }
}
