package io.tickcast.demo;

import io.tickcast.market.Pair;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Kraken's channel {@code ticker}, version 2: one answer for each symbol, and numbers that keep their zeros. */
final class FakeKraken implements FakeProtocol {
    private static final String TICKER = "ticker";

    @Override
    public String path() {
        return "/v2";
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
    public Answer answer(String message, Set<String> listed, Set<String> subscribed) {
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
            if (listed.contains(symbol) && TICKER.equals(parameters.getString("channel"))) {
                channels.add(channel(symbol));
                answer.put("success", true)
                        .put("result", new JsonObject().put("channel", TICKER).put("symbol", symbol));
            } else {
                answer.put("error", "Currency pair not supported " + symbol)
                        .put("success", false)
                        .put("symbol", symbol);
            }
            messages.add(answer.encode());
        }
        return new Answer(messages, channels).leavingIf(method.equals("unsubscribe"));
    }

    /** REST has names of its own: XBT is BTC, and XDG is DOGE. */
    @Override
    public Optional<String> rest(String path, List<Listed> listed) {
        JsonObject result = new JsonObject();
        for (Listed each : listed) {
            String name = (each.pair().base() + '/' + each.pair().quote())
                    .replace("BTC", "XBT")
                    .replace("DOGE", "XDG");
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

    private static String channel(String symbol) {
        return TICKER + '@' + symbol;
    }

    @Override
    public List<Push> pushes(Ticker ticker) {
        String symbol = instrument(ticker.symbol());
        return List.of(new Push(
                channel(symbol),
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
    public List<String> heartbeats(Set<String> channels, boolean isQuiet, long millis) {
        return isQuiet ? List.of("{\"channel\":\"heartbeat\"}") : List.of();
    }
}
