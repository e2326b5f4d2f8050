package io.tickcast.demo;

import io.tickcast.demo.candle.KlineProtocol;
import io.tickcast.demo.candle.OkxKlines;
import io.tickcast.market.Pair;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** OKX' channels {@code tickers} and {@code candle1m}, version 5: one answer for each argument of a request. */
final class FakeOkx implements FakeProtocol {
    private static final String PUBLIC = "/ws/v5/public";
    /** Has the candles, and only them. */
    private static final String BUSINESS = "/ws/v5/business";

    private static final String CHANNEL = "tickers";
    /** Tells of maintenance, which this exchange never has. */
    private static final String STATUS = "status";

    private static final String CONNECTION = "fa4e0001";
    private static final Pattern TIME = Pattern.compile("\"ts\":\"\\d+\"");

    @Override
    public Set<String> paths() {
        return Set.of(PUBLIC, BUSINESS);
    }

    @Override
    public KlineProtocol candles(int speed) {
        return new OkxKlines(speed);
    }

    @Override
    public String instrument(String symbol) {
        return Pair.of(symbol).map(pair -> pair.joined("-")).orElse(symbol);
    }

    @Override
    public Limits limits() {
        return FakeProtocol.limits(480, Duration.ofHours(1), 3, Duration.ofSeconds(1));
    }

    @Override
    public Optional<Duration> idleLimit() {
        return Optional.of(Duration.ofSeconds(30));
    }

    @Override
    public Answer answer(String path, String message, Set<String> listed, Set<String> channels) {
        if (message.equals("ping")) {
            return Answer.of("pong");
        }
        JsonObject request = new JsonObject(message);
        String operation = request.getString("op", "");
        if (!operation.equals("subscribe") && !operation.equals("unsubscribe")) {
            return Answer.of(error("60012", "Illegal request: " + request.encode()));
        }
        String channel = path.equals(BUSINESS) ? OkxKlines.CHANNEL : CHANNEL;
        List<String> messages = new ArrayList<>();
        List<String> added = new ArrayList<>();
        for (Object argument : request.getJsonArray("args", new JsonArray())) {
            JsonObject arg = (JsonObject) argument;
            String instrument = arg.getString("instId", "");
            if (channel.equals(arg.getString("channel")) && listed.contains(instrument)) {
                added.add(channel + '@' + instrument);
                messages.add(acknowledged(operation, arg));
            } else if (path.equals(PUBLIC) && STATUS.equals(arg.getString("channel"))) {
                messages.add(acknowledged(operation, arg));
            } else {
                messages.add(error("60018", unknown(arg.getString("channel"), instrument)));
            }
        }
        if (operation.equals("subscribe") && !added.isEmpty()) {
            // Comes unasked, also to a client that does not know it.
            messages.add(new JsonObject()
                    .put("event", "channel-conn-count")
                    .put("channel", channel)
                    .put("connCount", "1")
                    .put("connId", CONNECTION)
                    .encode());
        }
        return new Answer(messages, added).leavingIf(operation.equals("unsubscribe"));
    }

    private static String acknowledged(String operation, JsonObject arg) {
        return new JsonObject()
                .put("event", operation)
                .put("arg", arg)
                .put("connId", CONNECTION)
                .encode();
    }

    private static String unknown(String channel, String instrument) {
        return "Wrong URL or channel:" + channel + ", instId:" + instrument
                + " doesn't exist. Please use the correct URL, channel and parameters referring to API document.";
    }

    private static String error(String code, String text) {
        return new JsonObject()
                .put("event", "error")
                .put("code", code)
                .put("msg", text)
                .put("connId", CONNECTION)
                .encode();
    }

    @Override
    public Optional<String> rest(String path, List<Listed> listed) {
        JsonArray data = new JsonArray();
        switch (path) {
            case "/api/v5/public/instruments" ->
                listed.forEach(each -> data.add(new JsonObject()
                        .put("instType", "SPOT")
                        .put("instId", each.name())
                        .put("baseCcy", each.pair().base())
                        .put("quoteCcy", each.pair().quote())
                        .put("tickSz", each.coin().step())
                        .put("state", each.trading() ? "live" : "suspend")));
            case "/api/v5/market/tickers" ->
                listed.forEach(each -> data.add(new JsonObject()
                        .put("instType", "SPOT")
                        .put("instId", each.name())
                        .put("last", each.price())
                        .put("vol24h", each.volume())
                        .put("volCcy24h", Long.toString(each.coin().turnover()))));
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(new JsonObject()
                .put("code", "0")
                .put("msg", "")
                .put("data", data)
                .encode());
    }

    @Override
    public List<Push> pushes(Ticker ticker) {
        String instrument = instrument(ticker.symbol());
        JsonObject data = new JsonObject()
                .put("instType", "SPOT")
                .put("instId", instrument)
                .put("last", Ticker.shortest(ticker.last()))
                .put("lastSz", Ticker.shortest(ticker.lastQuantity()))
                .put("askPx", Ticker.shortest(ticker.ask()))
                .put("askSz", Ticker.shortest(ticker.askQuantity()))
                .put("bidPx", Ticker.shortest(ticker.bid()))
                .put("bidSz", Ticker.shortest(ticker.bidQuantity()))
                .put("open24h", Ticker.shortest(ticker.open()))
                .put("high24h", Ticker.shortest(ticker.high()))
                .put("low24h", Ticker.shortest(ticker.low()))
                .put("volCcy24h", Ticker.shortest(ticker.quoteVolume()))
                .put("vol24h", Ticker.shortest(ticker.volume()))
                .put("sodUtc0", Ticker.shortest(ticker.open()))
                .put("sodUtc8", Ticker.shortest(ticker.open()))
                .put("ts", Long.toString(ticker.eventTime()));
        return List.of(new Push(
                CHANNEL + '@' + instrument,
                new JsonObject()
                        .put("arg", new JsonObject().put("channel", CHANNEL).put("instId", instrument))
                        .put("data", new JsonArray().add(data))
                        .encode()));
    }

    /** A ticker is sent once a minute, changed or not. */
    @Override
    public Optional<String> repeated(Push push, long millis) {
        return Optional.of(TIME.matcher(push.message()).replaceFirst("\"ts\":\"" + millis + '"'));
    }
}
