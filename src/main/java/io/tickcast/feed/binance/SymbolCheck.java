package io.tickcast.feed.binance;

import io.tickcast.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks {@code GET /api/v3/exchangeInfo} which symbols do not trade: the WebSocket acknowledges an unknown symbol like
 * any other and then stays silent. One wrong symbol makes Binance refuse the whole question (code -1121 or -1100), so a
 * refused list is halved until the wrong ones stand alone.
 */
final class SymbolCheck {
    private static final int SYMBOLS_PER_REQUEST = 100;
    /** A question weighs 20 of the 6,000 a minute that an address has. */
    private static final int MAX_REQUESTS = 100;
    /** The answer to 100 symbols has about 300 KiB. */
    private static final int MAX_BODY_BYTES = 4 << 20;

    private static final Duration MAX_TIME = Duration.ofSeconds(60);
    /** Unknown symbol; characters that no symbol has. */
    private static final Set<Integer> REFUSED_SYMBOL = Set.of(-1121, -1100);

    private final HttpClient client;
    private final Duration timeout;
    private final List<URI> bases;
    private final Map<String, String> notTrading = new TreeMap<>();
    private int requests;

    SymbolCheck(Vertx vertx, HttpClientOptions options, Duration timeout, List<URI> bases) {
        client = vertx.createHttpClient(options);
        this.timeout = timeout;
        this.bases = bases;
    }

    /** Each symbol that does not trade with the reason; fails when no base answers. To be called on an event loop. */
    Future<Map<String, String>> run(List<String> symbols) {
        return Deadline.within(Vertx.currentContext(), MAX_TIME, from(0, symbols))
                .eventually(this::close);
    }

    /** Cancels the requests in flight. */
    Future<Void> close() {
        Future<Void> closed = client.close();
        // Vert.x returns null while an earlier call is still closing it, which fails the requests in flight.
        return closed == null ? Future.succeededFuture() : closed;
    }

    private Future<Map<String, String>> from(int base, List<String> symbols) {
        notTrading.clear();
        requests = 0;
        Future<Map<String, String>> asked = askAll(bases.get(base), symbols).map(notTrading);
        return base + 1 < bases.size() ? asked.recover(cause -> from(base + 1, symbols)) : asked;
    }

    private Future<Void> askAll(URI base, List<String> symbols) {
        Future<Void> asked = Future.succeededFuture();
        for (int from = 0; from < symbols.size(); from += SYMBOLS_PER_REQUEST) {
            List<String> part = symbols.subList(from, Math.min(symbols.size(), from + SYMBOLS_PER_REQUEST));
            asked = asked.compose(done -> ask(base, part));
        }
        return asked;
    }

    private Future<Void> ask(URI base, List<String> symbols) {
        if (++requests > MAX_REQUESTS) {
            return Future.failedFuture("more than " + MAX_REQUESTS + " requests would be needed: check `symbols`");
        }
        String query = URLEncoder.encode(new JsonArray(symbols).encode(), StandardCharsets.UTF_8);
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(base + "/api/v3/exchangeInfo?symbols=" + query)
                .setTimeout(timeout.toMillis());
        return client.request(options)
                .compose(request -> request.send()
                        // Read on the event loop that brings the answer: a moment later a part of it may be gone.
                        .compose(response -> body(response).compose(body -> answer(base, symbols, response, body))));
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > MAX_BODY_BYTES) {
                whole.tryFail("an answer of more than " + MAX_BODY_BYTES + " bytes");
                response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(v -> whole.tryComplete(body));
        return whole.future();
    }

    private Future<Void> answer(URI base, List<String> symbols, HttpClientResponse response, Buffer body) {
        JsonObject json;
        try {
            json = body.toJsonObject();
        } catch (RuntimeException e) {
            return Future.failedFuture(base + " answers " + response.statusCode() + " with something else than JSON");
        }
        if (response.statusCode() == 200 && json.getValue("symbols") instanceof JsonArray listed) {
            symbols.forEach(symbol -> notTrading.put(symbol, "not listed"));
            for (Object entry : listed) {
                if (entry instanceof JsonObject symbol) {
                    listed(String.valueOf(symbol.getValue("symbol")), String.valueOf(symbol.getValue("status")));
                }
            }
            return Future.succeededFuture();
        }
        if (!(json.getValue("code") instanceof Integer code) || !REFUSED_SYMBOL.contains(code)) {
            return Future.failedFuture(base + " answers " + response.statusCode());
        }
        if (symbols.size() == 1) {
            notTrading.put(symbols.get(0), "unknown symbol");
            return Future.succeededFuture();
        }
        int half = symbols.size() / 2;
        return ask(base, symbols.subList(0, half)).compose(done -> ask(base, symbols.subList(half, symbols.size())));
    }

    private void listed(String symbol, String status) {
        if (status.equals("TRADING")) {
            notTrading.remove(symbol);
        } else {
            notTrading.replace(symbol, status);
        }
    }
}
