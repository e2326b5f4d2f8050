package io.tickcast.trial;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleJson;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A chart that stays open: a stream with candles, which comes back with its cursor to some other node when its node has
 * died. After a reset it asks for the past anew.
 */
final class CandleClient {
    private static final int RETRY_MILLIS = 100;
    private static final List<Interval> INTERVALS = List.of(Interval.MINUTES_1, Interval.MINUTES_5);

    private final Vertx vertx;
    private final Context context;
    private final HttpClient http;
    private final UpNodes nodes;
    private final CandleExchanges exchanges;
    private final long from;
    /** The data of all events of closed candles, by series and open time. */
    private final Map<String, Set<String>> closed = new HashMap<>();
    /** Series and open times that a gap names. */
    private final Set<String> named = new HashSet<>();
    /** Series whose past has come: an open candle ends it. */
    private final Set<String> begun = new HashSet<>();

    private Optional<SseClient> stream = Optional.empty();
    /** Empty until the past has come. */
    private String cursor = "";

    private int attempt;
    private int resumed;
    private int resets;
    private boolean stopped;

    private CandleClient(Vertx vertx, UpNodes nodes, CandleExchanges exchanges, long from) {
        this.vertx = vertx;
        this.nodes = nodes;
        this.exchanges = exchanges;
        this.from = from;
        context = vertx.getOrCreateContext();
        http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setConnectTimeout(2_000));
    }

    /** Connects to this node first. */
    static CandleClient start(Vertx vertx, UpNodes nodes, CandleExchanges exchanges, long from, UpNodes.Node first) {
        CandleClient client = new CandleClient(vertx, nodes, exchanges, from);
        client.context.runOnContext(v -> client.connect(Optional.of(first)));
        Await.until("a client has candles of all series", () -> client.ask(client::hasBegun));
        return client;
    }

    private void connect(Optional<UpNodes.Node> node) {
        int mine = ++attempt;
        if (stopped) {
            return;
        }
        begun.clear();
        String uri = "/api/sse/prices?fields=symbol,price&exchange=" + String.join(",", exchanges.names()) + "&candles="
                + INTERVALS.stream().map(Interval::label).collect(Collectors.joining(","))
                + (cursor.isEmpty() ? "&from=" + from : "");
        Map<String, String> headers = cursor.isEmpty() ? Map.of() : Map.of("Last-Event-ID", cursor);
        node.map(up -> SseClient.connect(http, up.port(), uri, headers, event -> event(event, mine)))
                .orElseGet(() -> Future.failedFuture("no node is up"))
                .onSuccess(opened -> begin(opened, mine))
                .onFailure(cause -> again(mine));
    }

    private void begin(SseClient opened, int mine) {
        if (opened.status() != 200) {
            opened.connection().close();
            again(mine);
            return;
        }
        resumed += cursor.isEmpty() ? 0 : 1;
        stream = Optional.of(opened);
        opened.ended().onComplete(v -> again(mine));
        opened.resume();
    }

    private void again(int mine) {
        if (mine != attempt) {
            return;
        }
        // One stream may end in more than one way.
        attempt++;
        stream.filter(left -> !cursor.isEmpty() || hasBegun())
                .map(SseClient::lastEventId)
                .filter(id -> !id.isEmpty())
                .ifPresent(id -> cursor = id);
        stream = Optional.empty();
        vertx.setTimer(RETRY_MILLIS, timer -> connect(nodes.any()));
    }

    private boolean hasBegun() {
        return begun.size() == exchanges.names().size() * CandleExchanges.SYMBOLS.size() * INTERVALS.size();
    }

    private void event(SseEvent event, int mine) {
        if (mine != attempt) {
            return;
        }
        switch (event.name()) {
            case "candle" -> candle(event.json(), event.data());
            case "gap" -> gap(event.json());
            case "reset" -> {
                if (!cursor.isEmpty()) {
                    resets++;
                    cursor = "";
                    stream.ifPresent(open -> open.connection().close());
                    stream = Optional.empty();
                }
            }
            default -> {
                // Prices are for the other trials.
            }
        }
    }

    private void candle(JsonObject candle, String data) {
        String series = series(candle.getString("exchange"), candle.getString("symbol"), candle.getString("interval"));
        if (candle.getBoolean("closed")) {
            closed.computeIfAbsent(series + candle.getLong("time"), none -> new HashSet<>())
                    .add(data);
        } else {
            begun.add(series);
        }
    }

    private void gap(JsonObject gap) {
        if (!gap.getString("kind").equals("candles")) {
            return;
        }
        Interval interval = Interval.of(gap.getString("interval", "1m")).orElseThrow();
        for (long time = gap.getLong("from"); time <= gap.getLong("to"); time += interval.millis()) {
            for (Interval each : INTERVALS) {
                // A sum lacks what its part lacks.
                if (each.millis() >= interval.millis()) {
                    named.add(
                            series(gap.getString("exchange"), gap.getString("symbol"), each.label()) + each.open(time));
                }
            }
        }
    }

    private static String series(String exchange, String symbol, String interval) {
        return exchange + ' ' + symbol + ' ' + interval + ' ';
    }

    /**
     * The result by now.
     *
     * @param wrong   candles that claim to be complete, and are not as the exchange has them
     * @param missing candles that the exchange has closed, and that neither came in full nor are named
     */
    record Result(int candles, int named, int resumed, int resets, List<String> wrong, List<String> missing) {
        @Override
        public String toString() {
            return "%d candles came and %d were named, after %d resumptions and %d resets"
                    .formatted(candles, named, resumed, resets);
        }
    }

    /** Not to be called on an event loop. */
    Result result() {
        List<String> wrong = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        int candles = 0;
        int gaps = 0;
        for (String exchange : exchanges.names()) {
            for (String symbol : CandleExchanges.SYMBOLS) {
                for (Interval interval : INTERVALS) {
                    for (Candle real : exchanges.closed(exchange, symbol, interval)) {
                        String key = series(exchange, symbol, interval.label()) + real.time();
                        String expected = CandleJson.event(real, true);
                        Set<String> events = ask(() -> Set.copyOf(closed.getOrDefault(key, Set.of())));
                        List<String> complete = events.stream()
                                .filter(event -> !event.contains("\"complete\": false"))
                                .toList();
                        complete.stream()
                                .filter(event -> !isSame(event, expected, interval))
                                .forEach(event -> wrong.add(event + " and not " + expected));
                        boolean isNamed = ask(() -> named.contains(key));
                        if (!complete.isEmpty()) {
                            candles++;
                        } else if (isNamed) {
                            gaps++;
                        } else if (real.time() >= from) {
                            missing.add(expected + " and not " + events);
                        }
                    }
                }
            }
        }
        int came = candles;
        int absent = gaps;
        return ask(() -> new Result(came, absent, resumed, resets, wrong, missing));
    }

    /** Sums have digits of their own. */
    private static boolean isSame(String event, String expected, Interval interval) {
        return interval == Interval.MINUTES_1
                ? event.equals(expected)
                : CandleCheck.figures(event).equals(CandleCheck.figures(expected));
    }

    /** On the loop of the client. */
    private <T> T ask(Supplier<T> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(v -> answer.complete(question.get()));
        return Await.result(answer.future());
    }

    void stop() {
        ask(() -> {
            stopped = true;
            stream.ifPresent(open -> open.connection().close());
            return true;
        });
    }
}
