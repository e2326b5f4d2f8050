package io.tickcast.demo;

import io.tickcast.demo.candle.BybitKlines;
import io.tickcast.demo.candle.KlineProtocol;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Bybit's public spot channels, version 5: a request with one unknown topic, or with more than ten, fails as a whole. */
final class FakeBybit implements FakeProtocol {
    private static final String TICKERS = "tickers.";
    private static final String BOOK = "orderbook.1.";
    private static final int MAX_ARGUMENTS = 10;
    private static final int MAX_CHARACTERS = 21_000;
    private static final Pattern TIME = Pattern.compile("\"ts\":\\d+");
    private static final String CONNECTION = "fa4e0002-0000-4000-8000-000000000000";

    @Override
    public Set<String> paths() {
        return Set.of("/v5/public/spot");
    }

    @Override
    public KlineProtocol candles(int speed) {
        return new BybitKlines(speed);
    }

    @Override
    public String instrument(String symbol) {
        return symbol;
    }

    @Override
    public Limits limits() {
        return FakeProtocol.limits(Integer.MAX_VALUE, Duration.ZERO, 500, Duration.ofMinutes(5));
    }

    /** A client must ping. */
    @Override
    public Optional<Duration> idleLimit() {
        return Optional.of(Duration.ofMinutes(10));
    }

    @Override
    public Answer answer(String path, String message, Set<String> listed, Set<String> channels) {
        JsonObject request = new JsonObject(message);
        String operation = request.getString("op", "");
        if (operation.equals("ping")) {
            return Answer.of(answer(request, true, "pong"));
        }
        List<String> topics = request.getJsonArray("args", new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
        if (topics.size() > MAX_ARGUMENTS) {
            return Answer.of(answer(request, false, "args size >10"));
        }
        if (Stream.concat(topics.stream(), channels.stream())
                        .mapToInt(String::length)
                        .sum()
                > MAX_CHARACTERS) {
            return Answer.of(answer(request, false, "args too long"));
        }
        return topics.stream()
                .filter(topic -> !isListed(topic, listed))
                .findFirst()
                .map(topic -> Answer.of(answer(request, false, "error:handler not found,topic:" + topic)))
                .orElseGet(() -> new Answer(
                                List.of(answer(request, true, operation)),
                                topics.stream().map(FakeBybit::channel).toList())
                        .leavingIf(operation.equals("unsubscribe")));
    }

    private static String channel(String topic) {
        int end = topic.lastIndexOf('.') + 1;
        return topic.substring(0, end) + '@' + topic.substring(end);
    }

    private static boolean isListed(String topic, Set<String> listed) {
        return Stream.of(TICKERS, BOOK, BybitKlines.TOPIC)
                .anyMatch(channel -> topic.startsWith(channel) && listed.contains(topic.substring(channel.length())));
    }

    /** The id of the request comes back if there was one. */
    private static String answer(JsonObject request, boolean success, String text) {
        JsonObject answer =
                new JsonObject().put("success", success).put("ret_msg", text).put("conn_id", CONNECTION);
        if (request.containsKey("req_id")) {
            answer.put("req_id", request.getValue("req_id"));
        }
        return answer.put("op", request.getString("op", "")).encode();
    }

    @Override
    public Optional<String> rest(String path, List<Listed> listed) {
        JsonArray list = new JsonArray();
        switch (path) {
            case "/v5/market/instruments-info" ->
                listed.forEach(each -> list.add(new JsonObject()
                        .put("symbol", each.name())
                        .put("baseCoin", each.pair().base())
                        .put("quoteCoin", each.pair().quote())
                        .put("status", each.trading() ? "Trading" : "Closed")
                        .put(
                                "priceFilter",
                                new JsonObject().put("tickSize", each.coin().step()))));
            case "/v5/market/tickers" ->
                listed.forEach(each -> list.add(new JsonObject()
                        .put("symbol", each.name())
                        .put("lastPrice", each.price())
                        .put("volume24h", each.volume())
                        .put("turnover24h", Long.toString(each.coin().turnover()))));
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(new JsonObject()
                .put("retCode", 0)
                .put("retMsg", "OK")
                .put("result", new JsonObject().put("category", "spot").put("list", list))
                .encode());
    }

    @Override
    public List<Push> pushes(Ticker ticker) {
        return List.of(
                new Push(BOOK + '@' + ticker.symbol(), push(BOOK, ticker, book(ticker))),
                new Push(TICKERS + '@' + ticker.symbol(), push(TICKERS, ticker, figures(ticker))));
    }

    @Override
    public Duration repeatAfter() {
        return Duration.ofSeconds(3);
    }

    /** The best bid and ask are sent again, with the same {@code u}. */
    @Override
    public Optional<String> repeated(Push push, long millis) {
        return push.channel().startsWith(BOOK)
                ? Optional.of(TIME.matcher(push.message()).replaceFirst("\"ts\":" + millis))
                : Optional.empty();
    }

    private static String push(String channel, Ticker ticker, JsonObject data) {
        return new JsonObject()
                .put("topic", channel + ticker.symbol())
                .put("ts", ticker.eventTime())
                .put("type", "snapshot")
                .put("cs", ticker.lastTrade())
                .put("data", data)
                .encode();
    }

    private static JsonObject book(Ticker ticker) {
        return new JsonObject()
                .put("s", ticker.symbol())
                .put("b", level(ticker.bid(), ticker.bidQuantity()))
                .put("a", level(ticker.ask(), ticker.askQuantity()))
                .put("u", ticker.lastTrade())
                .put("seq", ticker.lastTrade());
    }

    private static JsonArray level(long price, long quantity) {
        return new JsonArray().add(new JsonArray().add(Ticker.shortest(price)).add(Ticker.shortest(quantity)));
    }

    private static JsonObject figures(Ticker ticker) {
        return new JsonObject()
                .put("symbol", ticker.symbol())
                .put("lastPrice", Ticker.shortest(ticker.last()))
                .put("highPrice24h", Ticker.shortest(ticker.high()))
                .put("lowPrice24h", Ticker.shortest(ticker.low()))
                .put("prevPrice24h", Ticker.shortest(ticker.open()))
                .put("volume24h", Ticker.shortest(ticker.volume()))
                .put("turnover24h", Ticker.shortest(ticker.quoteVolume()))
                .put("price24hPcnt", changeAsFraction(ticker))
                .put("usdIndexPrice", "");
    }

    private static String changeAsFraction(Ticker ticker) {
        return BigDecimal.valueOf(ticker.last() - ticker.open())
                .divide(BigDecimal.valueOf(ticker.open()), 4, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
