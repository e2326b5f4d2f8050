package io.tickcast.demo;

import io.tickcast.demo.candle.KlineProtocol;
import io.tickcast.demo.candle.Klines;
import io.tickcast.demo.candle.KrakenKlines;
import io.tickcast.market.Pair;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Kraken's channels {@code ticker} and {@code ohlc}, version 2: one answer for each symbol, and numbers that keep their
 * zeros.
 */
final class FakeKraken implements FakeProtocol {
    private static final String TICKER = "ticker";

    @Override
    public Set<String> paths() {
        return Set.of("/v2");
    }

    @Override
    public KlineProtocol candles(int speed) {
        return new KrakenKlines(speed);
    }

    @Override
    public String instrument(String symbol) {
        return Pair.of(symbol).map(pair -> pair.joined("/")).orElse(symbol);
    }

    /** The id of a connection exceeds a signed long. */
    @Override
    public List<String> greeting() {
        return List.of(
                "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\",\"api_version\":\"v2\","
                        + "\"connection_id\":12393906104898154338,\"version\":\"2.0.4\"}]}");
    }

    @Override
    public Limits limits() {
        return FakeProtocol.limits(10, Duration.ofSeconds(1), 150, Duration.ofMinutes(10));
    }

    @Override
    public Optional<String> tooFast() {
        return Optional.of("{\"Error\":\"Exceeded msg rate\"}");
    }

    @Override
    public Answer answer(String path, String message, Set<String> listed, Set<String> subscribed) {
        JsonObject request = new JsonObject(message);
        String method = request.getString("method", "");
        if (method.equals("ping")) {
            return Answer.of(new JsonObject().put("method", "pong").encode());
        }
        JsonObject parameters = request.getJsonObject("params", new JsonObject());
        List<String> messages = new ArrayList<>();
        List<String> channels = new ArrayList<>();
        for (Object name : parameters.getJsonArray("symbol", new JsonArray())) {
            String symbol = String.valueOf(name);
            JsonObject answer = new JsonObject().put("method", method);
            Optional<String> error = error(symbol, parameters, listed);
            if (error.isPresent()) {
                answer.put("error", error.get()).put("success", false).put("symbol", symbol);
            } else {
                String channel = parameters.getString("channel");
                channels.add(channel + '@' + symbol);
                answer.put("success", true).put("result", result(channel, symbol));
            }
            if (request.containsKey("req_id")) {
                answer.put("req_id", request.getValue("req_id"));
            }
            messages.add(answer.encode());
        }
        return new Answer(messages, channels).leavingIf(method.equals("unsubscribe"));
    }

    private static Optional<String> error(String symbol, JsonObject parameters, Set<String> listed) {
        String channel = parameters.getString("channel", "");
        if (!listed.contains(symbol) || !List.of(TICKER, KrakenKlines.CHANNEL).contains(channel)) {
            return Optional.of("Currency pair not supported " + symbol);
        }
        // Only the candles of a minute are pushed here.
        return channel.equals(KrakenKlines.CHANNEL) && parameters.getInteger("interval", 1) != 1
                ? Optional.of("Subscription ohlc interval not supported")
                : Optional.empty();
    }

    private static JsonObject result(String channel, String symbol) {
        JsonObject result = new JsonObject().put("channel", channel).put("symbol", symbol);
        return channel.equals(TICKER)
                ? result
                : result.put("interval", 1)
                        .put("snapshot", true)
                        .put("warnings", new JsonArray().add("timestamp is deprecated, use interval_begin"));
    }

    /** REST has names of its own: XBT is BTC, and XDG is DOGE. */
    @Override
    public Optional<String> rest(String path, List<Listed> listed) {
        JsonObject result = new JsonObject();
        for (Listed each : listed) {
            String name = KrakenKlines.named(each.pair().joined("/"));
            JsonObject pair = switch (path) {
                case "/0/public/AssetPairs" ->
                    new JsonObject()
                            .put("altname", name.replace("/", ""))
                            .put("wsname", name)
                            .put("tick_size", each.coin().step())
                            .put("status", each.trading() ? "online" : "cancel_only");
                case "/0/public/Ticker" ->
                    new JsonObject()
                            .put("v", new JsonArray().add("0").add(each.volume()))
                            .put("p", new JsonArray().add("0").add(each.price()));
                default -> new JsonObject();
            };
            if (pair.isEmpty()) {
                return Optional.empty();
            }
            result.put(name.replace("/", ""), pair);
        }
        return Optional.of(new JsonObject()
                .put("error", new JsonArray())
                .put("result", result)
                .encode());
    }

    @Override
    public List<Push> pushes(Ticker ticker) {
        String symbol = instrument(ticker.symbol());
        return List.of(new Push(
                TICKER + '@' + symbol,
                "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[{\"symbol\":\"" + symbol + '"'
                        + number("bid", ticker.bid()) + number("bid_qty", ticker.bidQuantity())
                        + number("ask", ticker.ask()) + number("ask_qty", ticker.askQuantity())
                        + number("last", ticker.last()) + number("volume", ticker.volume())
                        + number("low", ticker.low()) + number("high", ticker.high())
                        + number("change", ticker.last() - ticker.open())
                        + ",\"change_pct\":" + ticker.changePercent(2)
                        + ",\"timestamp\":\"" + Instant.ofEpochMilli(ticker.eventTime()) + "\"}]}"));
    }

    private static String number(String name, long units) {
        return ",\"" + name + "\":" + Ticker.decimal(units);
    }

    /** Comes only when nothing else does. */
    @Override
    public List<String> heartbeats(Set<String> channels, boolean isQuiet, long millis, Klines klines) {
        return isQuiet ? List.of("{\"channel\":\"heartbeat\"}") : List.of();
    }
}
