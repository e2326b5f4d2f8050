package io.tickcast.http;

import io.tickcast.market.Field;
import io.tickcast.market.TickJson;
import io.tickcast.sse.SideEvents;
import io.tickcast.sse.Subscription;
import io.vertx.core.MultiMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The query of a price stream.
 *
 * @param exchanges exchanges that it names; empty: the primary
 * @param besides events that it asks for besides prices
 * @param aliases the names asked for that stand for another, with that other
 * @param unknown the symbols asked for that this node does not have
 */
record PriceQuery(
        Subscription subscription,
        List<String> exchanges,
        SideEvents besides,
        Map<String, String> aliases,
        Set<String> unknown) {
    static final long MAX_INTERVAL_MILLIS = 3_600_000;

    /** @throws BadRequestException naming the parameter and its valid values */
    static PriceQuery of(MultiMap params, Catalog catalog, StreamDefaults defaults) {
        ExchangeQuery exchanges = ExchangeQuery.of(params, catalog.exchanges());
        TickJson json = params.contains("fields")
                ? fields(items(params, "fields"))
                : exchanges.selection().hasIndex() ? defaults.fields().withSources() : defaults.fields();
        long interval = params.contains("interval") ? interval(params.get("interval")) : defaults.intervalMillis();
        boolean open = exchanges.selection().goesBeyond(catalog.exchanges().primary());
        SymbolQuery symbols = SymbolQuery.of(params, defaults.maxSymbols(), catalog, open);
        boolean named = exchanges.named();
        return new PriceQuery(
                new Subscription(
                        exchanges.selection(), symbols.selection(), named ? json.withExchange() : json, interval),
                named ? exchanges.selection().names() : List.of(),
                new SideEvents(
                        SignalQuery.names(params, "signals", catalog.grant()),
                        CandleQuery.of(params, exchanges.selection(), defaults.candles())),
                symbols.aliases(),
                symbols.unknown());
    }

    /** The same with the alerts of an owner. */
    PriceQuery withAlertsOf(String owner) {
        SideEvents more = new SideEvents(besides.signals(), besides.candles(), Optional.of(owner));
        return new PriceQuery(subscription, exchanges, more, aliases, unknown);
    }

    /** The items of a parameter, separated by commas or by repeating the parameter. */
    static List<String> items(MultiMap params, String name) {
        return params.getAll(name).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(item -> item.replace(" ", ""))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static TickJson fields(List<String> names) {
        // In one order, whatever the client's: equal wishes share their bytes.
        Set<Field> fields = EnumSet.noneOf(Field.class);
        for (String name : names) {
            Field field = Field.of(name)
                    .orElseThrow(() -> new BadRequestException("fields: no field is called "
                            + JsonResponses.shown(name) + "; there are "
                            + Stream.of(Field.values()).map(Field::label).collect(Collectors.joining(", "))));
            if (!fields.add(field)) {
                throw new BadRequestException("fields: " + field.label() + " occurs twice");
            }
        }
        if (fields.isEmpty()) {
            throw new BadRequestException("fields: name at least one, or leave the parameter out");
        }
        return new TickJson(List.copyOf(fields));
    }

    private static long interval(String text) {
        if (!text.matches("\\d{1,7}") || Long.parseLong(text) > MAX_INTERVAL_MILLIS) {
            throw new BadRequestException(
                    "interval: " + JsonResponses.shown(text) + " is not a time; give ms, 0 to " + MAX_INTERVAL_MILLIS);
        }
        return Long.parseLong(text);
    }
}
