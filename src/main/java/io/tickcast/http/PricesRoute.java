package io.tickcast.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickcast.access.Grant;
import io.tickcast.market.Field;
import io.tickcast.market.Symbols;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import io.tickcast.sse.Hub;
import io.tickcast.time.Micros;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET /api/prices} and {@code GET /api/prices/{symbol}}: the newest ticks with all figures and their age. */
final class PricesRoute {
    /** A price by itself stands for no others. */
    private static final TickJson ALL_FIELDS = new TickJson(Arrays.stream(Field.values())
            .filter(field ->
                    field != Field.CHANGE24H && field != Field.SOURCES && !field.isOfWindow() && !field.isOfTrade())
            .toList());

    private static final TickJson INDEX_FIELDS = ALL_FIELDS.withSources();

    /** Prices that are written on the event loop. */
    private static final int MOST_AT_ONCE = 100;

    private final JsonResponses responses;
    private final Hub hub;
    private final Supplier<Catalog> catalogs;

    PricesRoute(JsonResponses responses, Hub hub, Supplier<Catalog> catalogs) {
        this.responses = responses;
        this.hub = hub;
        this.catalogs = catalogs;
    }

    void all(RoutingContext context) {
        Catalog seen = catalogs.get().seenBy(JwtAuthHandler.grant(context));
        Grant grant = seen.grant();
        List<Tick> ticks = exchanges(context).selection().names().stream()
                .flatMap(exchange -> hub.index().newest(exchange).stream())
                .filter(tick -> seen.has(tick.symbol())
                        || (!catalogs.get().has(tick.symbol()) && grant.allowsSymbol(tick.symbol())))
                .toList();
        if (ticks.size() <= MOST_AT_ONCE) {
            responses.compressedJson(context, body(ticks));
        } else {
            // Thousands of prices take milliseconds, which the loop needs for its streams.
            responses.compressedJson(context, () -> body(ticks));
        }
    }

    private static Buffer body(List<Tick> ticks) {
        List<Tick> sorted =
                ticks.stream().sorted(Comparator.comparing(Tick::symbol)).toList();
        ByteBuf body = Unpooled.buffer();
        write(body, "{\"code\":1,\"data\":[");
        for (int i = 0; i < sorted.size(); i++) {
            write(body, i == 0 ? "" : ", ");
            append(sorted.get(i), body);
        }
        write(body, "]}");
        return BufferInternal.buffer(body);
    }

    void one(RoutingContext context) {
        String asked = context.pathParam("symbol");
        String symbol = catalogs.get().resolve(Symbols.normalize(asked));
        catalogs.get().seenBy(JwtAuthHandler.grant(context)).requireAllowed(symbol);
        ExchangeQuery exchanges = exchanges(context);
        List<Tick> ticks = exchanges.selection().names().stream()
                .flatMap(exchange -> hub.index().newest(exchange, symbol).stream())
                .toList();
        if (ticks.isEmpty()) {
            responses.error(
                    context,
                    404,
                    "No price of " + JsonResponses.shown(asked)
                            + (catalogs.get().has(symbol)
                                    ? " has arrived yet"
                                    : " is known here; see GET /api/prices"));
            return;
        }
        if (!exchanges.single()) {
            responses.compressedJson(context, body(ticks));
            return;
        }
        ByteBuf body = Unpooled.buffer();
        write(body, "{\"code\":1,\"data\":");
        append(ticks.get(0), body);
        write(body, "}");
        responses.compressedJson(context, BufferInternal.buffer(body));
    }

    private ExchangeQuery exchanges(RoutingContext context) {
        return ExchangeQuery.of(context.queryParams(), catalogs.get().exchanges());
    }

    private static void append(Tick tick, ByteBuf body) {
        (tick.isIndex() ? INDEX_FIELDS : ALL_FIELDS).appendAged(tick, tick.age(Micros.now()) / 1_000, body);
    }

    private static void write(ByteBuf body, String ascii) {
        body.writeCharSequence(ascii, StandardCharsets.US_ASCII);
    }
}
