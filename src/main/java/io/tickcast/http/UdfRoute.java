package io.tickcast.http;

import io.tickcast.history.CandleQueries;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.net.StreamBacklog;
import io.tickcast.sse.KnownSymbols;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code GET /api/udf/…}: candles for TradingView's charts, in the form of its Universal Data Feed. */
final class UdfRoute {
    /** TradingView's word for a symbol that is not here. */
    private static final String UNKNOWN_SYMBOL = "unknown_symbol";

    private static final int DEFAULT_FOUND = 30;
    private static final int MOST_FOUND = 1_000;

    private final JsonResponses responses;
    private final Supplier<Catalog> catalogs;
    private final Optional<CandleQueries> candles;
    private final UdfSymbols symbols;

    /** @param candles empty: none are kept */
    UdfRoute(JsonResponses responses, KnownSymbols known, Supplier<Catalog> catalogs, Optional<CandleQueries> candles) {
        this.responses = responses;
        this.catalogs = catalogs;
        this.candles = candles;
        symbols = new UdfSymbols(known, candles.map(CandleQueries::exchanges).orElse(Set.of()));
    }

    /** The handler of each path. */
    Map<String, Handler<RoutingContext>> handlers() {
        return Map.of(
                "/api/udf/config", handler(this::config),
                "/api/udf/time", handler(this::time),
                "/api/udf/symbols", handler(this::symbols),
                "/api/udf/search", handler(this::search),
                "/api/udf/history", handler(this::history));
    }

    private Handler<RoutingContext> handler(Handler<RoutingContext> answer) {
        return context -> {
            if (candles.isEmpty()) {
                error(context, 404, "no candles are kept here: history.enabled is false");
                return;
            }
            try {
                answer.handle(context);
            } catch (BadRequestException e) {
                error(context, 400, String.valueOf(e.getMessage()));
            } catch (ForbiddenException e) {
                context.response().putHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
                error(context, 403, String.valueOf(e.getMessage()));
            }
        };
    }

    private void error(RoutingContext context, int status, String message) {
        responses.error(context, status, new JsonObject().put("s", "error").put("errmsg", message));
    }

    private void config(RoutingContext context) {
        JsonArray exchanges = new JsonArray().add(choice("", "All"));
        symbols.exchanges().forEach(name -> exchanges.add(choice(name, name).put("desc", name)));
        exchanges.getJsonObject(0).put("desc", "");
        responses.compressedJson(
                context,
                new JsonObject()
                        .put("supported_resolutions", new JsonArray(UdfResolutions.all()))
                        .put("supports_search", true)
                        .put("supports_group_request", false)
                        .put("supports_marks", false)
                        .put("supports_timescale_marks", false)
                        .put("supports_time", true)
                        .put("exchanges", exchanges)
                        .put(
                                "symbols_types",
                                new JsonArray().add(choice("", "All")).add(choice(UdfSymbols.TYPE, "Crypto")))
                        .toBuffer());
    }

    private static JsonObject choice(String value, String name) {
        return new JsonObject().put("value", value).put("name", name);
    }

    private void time(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        StreamBacklog.end(
                context.request(), Buffer.buffer(Long.toString(Instant.now().getEpochSecond())));
    }

    private void symbols(RoutingContext context) {
        find(context)
                .ifPresent(found ->
                        responses.compressedJson(context, found.toJson().toBuffer()));
    }

    /** The symbol that a request names; answers it where there is none. */
    private Optional<UdfSymbols.Listing> find(RoutingContext context) {
        String name = text(context.queryParams(), "symbol");
        if (name.isEmpty()) {
            throw new BadRequestException("symbol: it is missing");
        }
        Catalog all = catalogs.get();
        Optional<UdfSymbols.Listing> found = symbols.find(name, all, all.seenBy(JwtAuthHandler.grant(context)));
        if (found.isEmpty()) {
            error(context, 404, UNKNOWN_SYMBOL);
        }
        return found;
    }

    private static String text(MultiMap params, String name) {
        String value = params.get(name);
        return value == null ? "" : value.strip();
    }

    private void search(RoutingContext context) {
        MultiMap params = context.queryParams();
        String type = text(params, "type");
        String exchange = text(params, "exchange").toUpperCase(Locale.ROOT);
        if (!exchange.isEmpty() && !symbols.exchanges().contains(exchange)) {
            throw new BadRequestException("exchange: " + JsonResponses.shown(exchange)
                    + " has no candles here; there are " + String.join(", ", symbols.exchanges()));
        }
        int limit = found(text(params, "limit"));
        JsonArray entries = new JsonArray();
        if (type.isEmpty() || type.equals(UdfSymbols.TYPE)) {
            Catalog seen = catalogs.get().seenBy(JwtAuthHandler.grant(context));
            symbols.search(text(params, "query"), exchange, limit, seen)
                    .forEach(listing -> entries.add(listing.toEntry()));
        }
        responses.compressedJson(context, entries.toBuffer());
    }

    private static int found(String limit) {
        if (limit.isEmpty()) {
            return DEFAULT_FOUND;
        }
        if (!limit.matches("\\d{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MOST_FOUND) {
            throw new BadRequestException(
                    "limit: " + JsonResponses.shown(limit) + " is not a number from 1 to " + MOST_FOUND);
        }
        return Integer.parseInt(limit);
    }

    private void history(RoutingContext context) {
        UdfHistoryQuery query = UdfHistoryQuery.of(context.queryParams());
        find(context).ifPresent(listing -> {
            CandleKey key = new CandleKey(listing.exchange(), listing.symbol(), query.interval());
            CandleQueries kept = candles.orElseThrow();
            Future<List<Candle>> bars = query.count() > 0
                    ? kept.candles(key, 0, query.to(), query.count())
                    : kept.candles(key, query.from(), query.to(), UdfHistoryQuery.MOST_BARS);
            bars.onFailure(cause -> unreadable(context, cause)).onSuccess(found -> {
                if (!found.isEmpty()) {
                    responses.compressedJson(context, () -> body(found));
                } else if (query.count() > 0) {
                    noData(context, Optional.empty());
                } else {
                    kept.candles(key, 0, query.from(), 1)
                            .onFailure(cause -> unreadable(context, cause))
                            .onSuccess(older -> noData(context, older.stream().findFirst()));
                }
            });
        });
    }

    private void unreadable(RoutingContext context, Throwable cause) {
        error(context, 503, "the candles cannot be read now: " + cause.getMessage());
    }

    /** @param older the next bar before the range; empty: the history begins after it */
    private void noData(RoutingContext context, Optional<Candle> older) {
        JsonObject body = new JsonObject().put("s", "no_data");
        older.ifPresent(bar -> body.put("nextTime", bar.time() / 1_000));
        responses.compressedJson(context, body.toBuffer());
    }

    private static Buffer body(List<Candle> bars) {
        return Buffer.buffer("{\"s\": \"ok\", \"t\": " + column(bars, bar -> Long.toString(bar.time() / 1_000))
                + ", \"o\": " + column(bars, CandleField.OPEN)
                + ", \"h\": " + column(bars, CandleField.HIGH)
                + ", \"l\": " + column(bars, CandleField.LOW)
                + ", \"c\": " + column(bars, CandleField.CLOSE)
                + ", \"v\": " + column(bars, CandleField.VOLUME) + '}');
    }

    private static String column(List<Candle> bars, CandleField field) {
        return column(bars, bar -> bar.digits(field));
    }

    private static String column(List<Candle> bars, Function<Candle, String> cell) {
        return bars.stream().map(cell).collect(Collectors.joining(", ", "[", "]"));
    }
}
