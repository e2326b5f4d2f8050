package io.tickcast.http;

import io.tickcast.history.CandleQueries;
import io.tickcast.market.Gap;
import io.tickcast.market.Symbols;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleJson;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.CandleRange;
import io.tickcast.market.candle.Interval;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code GET /api/candles}: the candles of one symbol, of one interval, from memory and from the store. */
final class CandlesRoute {
    private static final int DEFAULT_LIMIT = 500;
    private static final int MAX_LIMIT = 1_000;

    private final JsonResponses responses;
    private final Supplier<Catalog> catalogs;
    private final Optional<CandleQueries> candles;

    /** @param candles empty: none are kept */
    CandlesRoute(JsonResponses responses, Supplier<Catalog> catalogs, Optional<CandleQueries> candles) {
        this.responses = responses;
        this.catalogs = catalogs;
        this.candles = candles;
    }

    void handle(RoutingContext context) {
        if (candles.isEmpty()) {
            responses.error(context, 404, "no candles are kept here: history.enabled is false");
            return;
        }
        MultiMap params = context.queryParams();
        CandleKey key = key(params, catalogs.get().seenBy(JwtAuthHandler.grant(context)));
        if (!candles.get().exchanges().contains(key.exchange())) {
            responses.error(context, 404, "exchange: " + key.exchange() + " has no candles");
            return;
        }
        if (!catalogs.get().byExchange().getOrDefault(key.exchange(), List.of()).contains(key.symbol())) {
            responses.error(
                    context,
                    404,
                    "symbol: " + key.exchange() + " has no " + JsonResponses.shown(key.symbol())
                            + " here; see GET /api/symbols");
            return;
        }
        long from = TimeQuery.millis(params, "from").orElse(0);
        long to = TimeQuery.millis(params, "to").orElse(TimeQuery.MAX);
        if (from >= to) {
            throw new BadRequestException("from: it must be before to");
        }
        CandleQueries kept = candles.get();
        int limit = limit(params);
        responses
                .compressedJson(
                        context, encode -> kept.answer(key, from, to, limit, found -> encode.apply(body(key, found))))
                .onFailure(cause -> failed(context, cause));
    }

    private void failed(RoutingContext context, Throwable cause) {
        if (cause instanceof RuntimeException) {
            // A fault of ours, and none of the database.
            context.fail(cause);
        } else {
            responses.error(context, 503, "the candles cannot be read now: " + cause.getMessage());
        }
    }

    private static CandleKey key(MultiMap params, Catalog seen) {
        ExchangeQuery exchanges = ExchangeQuery.of(params, seen.exchanges());
        List<String> names = exchanges.selection().names();
        if (!exchanges.single() || names.size() != 1 || exchanges.selection().hasIndex()) {
            throw new BadRequestException("exchange: candles are those of one exchange; name one");
        }
        String symbol = seen.resolve(Symbols.normalize(required(params, "symbol")));
        if (!Symbols.isValid(symbol)) {
            throw new BadRequestException("symbol: " + JsonResponses.shown(symbol) + " is not a symbol");
        }
        seen.requireAllowed(symbol);
        String label = required(params, "interval");
        Interval interval = Interval.of(label)
                .orElseThrow(() -> new BadRequestException("interval: " + JsonResponses.shown(label)
                        + " is not available; there are " + Interval.labels()));
        return new CandleKey(names.get(0), symbol, interval);
    }

    private static String required(MultiMap params, String name) {
        String value = params.get(name);
        if (value == null || value.isEmpty()) {
            throw new BadRequestException(name + ": it is missing");
        }
        return value;
    }

    private static int limit(MultiMap params) {
        String text = params.get("limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_LIMIT) {
            throw new BadRequestException(
                    "limit: " + JsonResponses.shown(text) + " is not a number from 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }

    private static Buffer body(CandleKey key, CandleRange found) {
        StringBuilder json = new StringBuilder((1 + found.candles().size()) * CandleJson.ROW_LENGTH)
                .append("{\"code\": 1, \"data\": {\"symbol\": \"")
                .append(key.symbol())
                .append("\", \"exchange\": \"")
                .append(key.exchange())
                .append("\", \"interval\": \"")
                .append(key.interval().label())
                .append("\", \"candles\": [");
        String separator = "";
        for (Candle candle : found.candles()) {
            CandleJson.appendRow(candle, json.append(separator));
            separator = ", ";
        }
        return Buffer.buffer(
                json.append(']').append(gaps(found.gaps())).append("}}").toString());
    }

    /** As in the event of a gap: the open times of the first and the last candle that are missing. */
    private static String gaps(List<Gap> gaps) {
        return gaps.isEmpty()
                ? ""
                : gaps.stream()
                        .map(gap -> "{\"from\": " + gap.from() + ", \"to\": " + gap.to() + '}')
                        .collect(Collectors.joining(", ", ", \"gaps\": [", "]"));
    }
}
