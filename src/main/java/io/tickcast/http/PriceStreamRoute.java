package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.market.Tick;
import io.tickcast.sse.ExchangeSelection;
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
    private final StreamDirectory directory;

    PriceStreamRoute(
            Hub hub,
            NodeInfo node,
            Supplier<Catalog> catalogs,
            StreamDefaults defaults,
            EventStreams streams,
            StreamDirectory directory) {
        this.hub = hub;
        this.node = node;
        this.catalogs = catalogs;
        this.defaults = defaults;
        this.streams = streams;
        this.directory = directory;
    }

    /**
     * A stream as a request asks for it, over whatever transport.
     *
     * @param greeting data of the event {@code connected}
     */
    record Wish(PriceQuery query, Map<String, Object> greeting, Grant grant) {}

    void handle(RoutingContext context) {
        Wish wish = wish(context);
        streams.begin(context, wish.grant().until()).ifPresent(begun -> {
            StreamDirectory.Place place = directory.place();
            place.describe(wish.greeting());
            hub.open(
                            context.request(),
                            wish.query().subscription().in(begun.encoding()),
                            wish.query().besides(),
                            wish.greeting(),
                            EventStreams.lastEventId(context),
                            place.until(begun.lease()))
                    .map(stream -> new StreamChange(stream, this, wish, named(context)))
                    .ifPresent(place::open);
        });
    }

    /** The symbols and patterns that a request names. */
    static List<String> named(RoutingContext context) {
        return PriceQuery.items(context.queryParams(), "symbols");
    }

    /** @throws BadRequestException naming the parameter and its valid values */
    Wish wish(RoutingContext context) {
        Grant grant = JwtAuthHandler.grant(context);
        PriceQuery query = PriceQuery.of(context.queryParams(), catalogs.get().seenBy(grant), defaults);
        if (AlertStreamRoute.isAskedFor(context)) {
            if (!defaults.alerts()) {
                throw new BadRequestException("alerts: " + AlertsRoute.DISABLED);
            }
            query = query.withAlertsOf(AlertOwners.owner(context));
        }
        return new Wish(query, greeting(context, query), grant);
    }

    /**
     * The symbols that an open stream is to have from now on; the rights of its client, and the symbols of this node, are
     * those of now.
     *
     * @param mayBeNone whether this node need not have any of them
     */
    SymbolQuery symbols(ExchangeSelection exchanges, Grant grant, NamedSymbols wanted, boolean mayBeNone) {
        Catalog catalog = catalogs.get().seenBy(grant);
        boolean open = exchanges.goesBeyond(catalog.exchanges().primary());
        return wanted.all()
                ? new SymbolQuery(catalog.all(open), Map.of(), Set.of())
                : SymbolQuery.of(wanted.names(), defaults.maxSymbols(), catalog, open, mayBeNone);
    }

    /** The symbol that a name stands for. */
    String resolve(String symbol) {
        return catalogs.get().resolve(symbol);
    }

    private Map<String, Object> greeting(RoutingContext context, PriceQuery query) {
        Map<String, Object> greeting = new LinkedHashMap<>();
        greeting.put("message", Language.of(context).connected());
        putSymbols(greeting, query.subscription());
        if (!query.exchanges().isEmpty()) {
            greeting.put("exchanges", query.exchanges());
        }
        greeting.put("node", node.name());
        putNames(greeting, query.aliases(), query.unknown());
        query.besides().candles().ifPresent(candles -> greeting.put("candles", candles.labels()));
        query.besides().signals().ifPresent(names -> greeting.put("signals", names.list()));
        query.besides().alerts().ifPresent(owner -> greeting.put(AlertStreamRoute.PARAMETER, true));
        if (node.demo()) {
            greeting.put("demo", true);
        }
        return greeting;
    }

    /** Adds the symbols of a stream. */
    void putSymbols(Map<String, Object> data, Subscription subscription) {
        List<String> symbols = symbols(subscription);
        put(data, "symbols", symbols, symbols.size(), symbols);
    }

    /** Adds the names that stand for another symbol, and those that this node does not have. */
    static void putNames(Map<String, Object> data, Map<String, String> aliases, Set<String> unknown) {
        if (!aliases.isEmpty()) {
            List<String> names = new ArrayList<>(aliases.keySet());
            names.addAll(aliases.values());
            put(data, "aliases", names, aliases.size(), aliases);
        }
        if (!unknown.isEmpty()) {
            put(data, "unknown_symbols", unknown, unknown.size(), unknown);
        }
    }

    /**
     * The symbols that the exchanges list. For published sources alone: those with a price, and those that are asked
     * for.
     */
    private List<String> symbols(Subscription subscription) {
        SymbolSelection wanted = subscription.symbols();
        Set<String> sources = catalogs.get().exchanges().published();
        List<String> published = subscription.exchanges().names().stream()
                .filter(sources::contains)
                .toList();
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
