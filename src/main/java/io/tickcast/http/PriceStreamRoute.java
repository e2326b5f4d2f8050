package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.market.Tick;
import io.tickcast.sse.Hub;
import io.tickcast.sse.Subscription;
import io.tickcast.sse.SymbolSelection;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** {@code GET /api/sse/prices}: reads the query and hands the response to the hub. */
final class PriceStreamRoute {
    /** Names of one list. An event has at most 32 KB: some clients read none that is larger. */
    private static final int MAX_LISTED = 500;

    private static final int MAX_LISTED_BYTES = 8_000;

    private final Hub hub;
    private final NodeInfo node;
    private final Supplier<Catalog> catalogs;
    private final StreamDefaults defaults;
    private final EventStreams streams;

    PriceStreamRoute(
            Hub hub, NodeInfo node, Supplier<Catalog> catalogs, StreamDefaults defaults, EventStreams streams) {
        this.hub = hub;
        this.node = node;
        this.catalogs = catalogs;
        this.defaults = defaults;
        this.streams = streams;
    }

    /**
     * A stream as a request asks for it, over whatever transport.
     *
     * @param greeting data of the event {@code connected}
     */
    record Wish(PriceQuery query, Map<String, Object> greeting, Grant grant) {}

    void handle(RoutingContext context) {
        Wish wish = wish(context);
        streams.begin(context, wish.grant().until())
                .ifPresent(begun -> hub.open(
                        context.request(),
                        wish.query().subscription().in(begun.encoding()),
                        wish.query().besides(),
                        wish.greeting(),
                        EventStreams.lastEventId(context),
                        begun.lease()));
    }

    /** @throws BadRequestException naming the parameter and its valid values */
    Wish wish(RoutingContext context) {
        Grant grant = JwtAuthHandler.grant(context);
        PriceQuery query = PriceQuery.of(context.queryParams(), catalogs.get().seenBy(grant), defaults);
        return new Wish(query, greeting(context, query), grant);
    }

    private Map<String, Object> greeting(RoutingContext context, PriceQuery query) {
        Map<String, Object> greeting = new LinkedHashMap<>();
        greeting.put("message", Language.of(context).connected());
        List<String> symbols = symbols(query.subscription());
        put(greeting, "symbols", symbols, symbols.size(), symbols);
        if (!query.exchanges().isEmpty()) {
            greeting.put("exchanges", query.exchanges());
        }
        greeting.put("node", node.name());
        if (!query.aliases().isEmpty()) {
            List<String> names = new ArrayList<>(query.aliases().keySet());
            names.addAll(query.aliases().values());
            put(greeting, "aliases", names, query.aliases().size(), query.aliases());
        }
        if (!query.unknown().isEmpty()) {
            put(greeting, "unknown_symbols", query.unknown(), query.unknown().size(), query.unknown());
        }
        query.besides().candles().ifPresent(candles -> greeting.put("candles", candles.labels()));
        query.besides().signals().ifPresent(names -> greeting.put("signals", names.list()));
        if (node.demo()) {
            greeting.put("demo", true);
        }
        return greeting;
    }

    /** Those that the exchanges list; of published sources alone those that have a price, and those that are asked for. */
    private List<String> symbols(Subscription subscription) {
        SymbolSelection wanted = subscription.symbols();
        List<String> published = catalogs.get().exchanges().published(subscription.exchanges());
        if (published.size() < subscription.exchanges().names().size()) {
            return wanted.of(catalogs.get().symbols(subscription.exchanges()));
        }
        Set<String> symbols = new TreeSet<>(wanted.others());
        wanted.only().ifPresent(symbols::addAll);
        published.forEach(source -> hub.latestPrices().newest(source).stream()
                .map(Tick::symbol)
                .filter(wanted::wants)
                .forEach(symbols::add));
        return List.copyOf(symbols);
    }

    /** Adds a value that consists of these names, or its count when that is too much for an event. */
    private static void put(
            Map<String, Object> greeting, String key, Collection<String> names, int count, Object value) {
        int bytes = names.stream()
                .mapToInt(name -> name.getBytes(StandardCharsets.UTF_8).length + 4)
                .sum();
        if (count <= MAX_LISTED && bytes <= MAX_LISTED_BYTES) {
            greeting.put(key, value);
        } else {
            greeting.put(key + "_count", count);
        }
    }
}
