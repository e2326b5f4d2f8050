package io.tickcast.relay;

import io.tickcast.metrics.Meters;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestException;
import io.tickcast.rest.RestRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Answers questions to the exchange's REST for all event loops of a node: from the cache while an answer holds, and
 * otherwise with one request for all that ask the same at the same time. Thread-safe.
 */
final class RelayRest {
    static final long CACHE_BYTES = 64 << 20;

    /** For an answer that never changes. */
    private static final Duration FOR_EVER = Duration.ofDays(7);

    private final Vertx vertx;
    private final Context context;
    private final RestClient client;
    private final ExchangeTime time;
    private final AnswerCache cache = new AnswerCache(CACHE_BYTES);
    private final StreamPrices prices;
    private final Map<String, Asked> asked = new HashMap<>();
    private final LongAdder questions = new LongAdder();
    private final LongAdder cached = new LongAdder();
    private final LongAdder limited = new LongAdder();
    private volatile long cacheBytes;

    /** The clients that wait for the answer to a request, and the ones that came too late for it. */
    private static final class Asked {
        private final List<Promise<RestAnswer>> waiting = new ArrayList<>();
        private final List<Promise<RestAnswer>> next = new ArrayList<>();
    }

    /**
     * @param context of the relay
     * @param prices  prices of its streams
     */
    RelayRest(Vertx vertx, Context context, RestClient client, StreamPrices prices) {
        this.prices = prices;
        this.vertx = vertx;
        this.context = context;
        this.client = client;
        time = new ExchangeTime(client);
    }

    void name(Meters meters) {
        meters.counter("rest_questions", "tickcast_relay_rest_questions", questions::sum)
                .help("Questions of clients to the exchange's REST");
        meters.counter("rest_cached", "tickcast_relay_rest_cached", cached::sum)
                .help("Questions that were answered from the streams, the cache, or with the answer to an equal one");
        meters.counter("rest_limited", "tickcast_relay_rest_limited", limited::sum)
                .help("Questions that were answered with 429 because the budget is used up");
        meters.gauge("rest_cache_bytes", "tickcast_relay_rest_cache_bytes", () -> cacheBytes)
                .help("Memory for answers of the exchange's REST that still hold");
        meters.gauge("rest_cache_max", "tickcast_relay_rest_cache_bytes_max", () -> CACHE_BYTES)
                .help("Limit of memory for answers of the exchange's REST");
    }

    /** The time of the exchange, which is asked for it now and then. */
    Future<RestAnswer> time() {
        questions.increment();
        Promise<RestAnswer> answer = promise();
        context.runOnContext(v -> time.millis()
                .map(millis ->
                        RestAnswer.ok(new JsonObject().put("serverTime", millis).toBuffer()))
                .otherwise(this::failure)
                .onComplete(answer));
        return answer.future();
    }

    /** The answer, on the caller's context. */
    Future<RestAnswer> ask(RestQuestion question) {
        questions.increment();
        Promise<RestAnswer> answer = promise();
        context.runOnContext(v -> ask(question, answer));
        return answer.future();
    }

    private Promise<RestAnswer> promise() {
        return ((ContextInternal) vertx.getOrCreateContext()).promise();
    }

    private void ask(RestQuestion question, Promise<RestAnswer> answer) {
        long now = System.nanoTime();
        Buffer held = prices.answer(question, now)
                .or(() -> cache.get(question.path(), now))
                .orElse(null);
        if (held != null) {
            cached.increment();
            answer.complete(RestAnswer.ok(held));
            return;
        }
        Asked same = asked.get(question.path());
        if (same == null) {
            same = new Asked();
            asked.put(question.path(), same);
            same.waiting.add(answer);
            send(question, same);
        } else if (question.kind().holds().isZero()) {
            cached.increment();
            // Its client must not get what the exchange said before it asked.
            same.next.add(answer);
        } else {
            cached.increment();
            same.waiting.add(answer);
        }
    }

    private void send(RestQuestion question, Asked same) {
        Optional<Long> now = time.roughMillis();
        if (question.kind().isOfCandles() && now.isEmpty()) {
            // For the next question.
            time.millis();
        }
        client.get(
                        new RestRequest(Priority.CLIENTS, question.path(), question.weight()),
                        body -> read(question, body, now))
                .map(read -> {
                    if (!read.holds.isZero()) {
                        cache.put(question.path(), read.body, read.holds, System.nanoTime());
                        cacheBytes = cache.bytes();
                    }
                    return RestAnswer.ok(read.body);
                })
                .otherwise(this::failure)
                .onComplete(done -> {
                    same.waiting.forEach(each -> each.handle(done));
                    same.waiting.clear();
                    if (same.next.isEmpty()) {
                        asked.remove(question.path());
                    } else {
                        same.waiting.addAll(same.next);
                        same.next.clear();
                        send(question, same);
                    }
                });
    }

    private record Read(Buffer body, Duration holds) {}

    /** On a worker thread, since a list of candles takes a while to read. */
    private static Read read(RestQuestion question, Buffer body, Optional<Long> now) {
        boolean isFinal = question.kind().isOfCandles()
                && now.filter(millis -> ClosedCandles.isFinal(question, body, millis))
                        .isPresent();
        return new Read(body, isFinal ? FOR_EVER : question.kind().holds());
    }

    private RestAnswer failure(Throwable cause) {
        if (!(cause instanceof RestException failure)) {
            return RestAnswer.unreachable();
        }
        if (failure.isRefusal() && failure.body().filter(RelayRest::isError).isPresent()) {
            return new RestAnswer(failure.status(), failure.body().get(), Duration.ZERO);
        }
        if (!failure.retryAfter().isZero()) {
            limited.increment();
            return RestAnswer.tooMany(failure.retryAfter());
        }
        return RestAnswer.unreachable();
    }

    private static boolean isError(Buffer body) {
        try {
            return body.length() < 4_096 && new JsonObject(body).containsKey("code");
        } catch (DecodeException e) {
            return false;
        }
    }
}
