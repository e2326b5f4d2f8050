package io.tickcast.rest;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Sends single requests over HTTP. The size of an answer and the time that it takes are bounded. */
public final class RestTransport {
    /** The longest list of instruments has about 7 MB. */
    static final int MAX_BODY_BYTES = 16 << 20;

    private static final Duration MAX_TIME = Duration.ofSeconds(30);
    /** Coinbase refuses requests without one. */
    private static final String AGENT = "Tickcast";

    private final Vertx vertx;
    private final HttpClient client;
    private final Duration timeout;
    private final Supplier<Future<Optional<ProxyOptions>>> proxy;

    record Answer(int status, MultiMap headers, Buffer body) {
        Optional<Duration> retryAfter() {
            return Optional.ofNullable(headers.get(HttpHeaders.RETRY_AFTER))
                    .flatMap(value -> RetryAfter.parse(value, Instant.now()));
        }
    }

    /**
     * @param timeout for a connection, and without a byte on it
     * @param proxy   for the next request
     */
    public RestTransport(Vertx vertx, Duration timeout, Supplier<Future<Optional<ProxyOptions>>> proxy) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.proxy = proxy;
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) timeout.toMillis())
                        .setDecompressionSupported(true),
                new PoolOptions().setHttp1MaxSize(InFlight.MAX_TRADES + InFlight.MAX_CLIENTS));
    }

    Future<Answer> get(String url) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setTimeout(timeout.toMillis())
                .putHeader(HttpHeaders.USER_AGENT, AGENT);
        return proxy.get().compose(way -> {
            way.ifPresent(options::setProxyOptions);
            return client.request(options).compose(this::send);
        });
    }

    private Future<Answer> send(HttpClientRequest request) {
        Promise<Answer> whole = Promise.promise();
        long timer = vertx.setTimer(MAX_TIME.toMillis(), late -> {
            whole.tryFail("no whole answer within " + MAX_TIME.toSeconds() + " s");
            request.reset();
        });
        // Read on the event loop that brings the answer: a moment later a part of it may be gone.
        request.send().onFailure(whole::tryFail).onSuccess(response -> read(request, response, whole));
        return whole.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private static void read(HttpClientRequest request, HttpClientResponse response, Promise<Answer> whole) {
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > MAX_BODY_BYTES) {
                whole.tryFail("an answer of more than " + MAX_BODY_BYTES + " bytes");
                request.reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(v -> whole.tryComplete(new Answer(response.statusCode(), response.headers(), body)));
    }

    /** Cancels the requests in flight. */
    Future<Void> close() {
        Future<Void> closed = client.close();
        // Vert.x returns null while an earlier call is still closing it, which fails the requests in flight.
        return closed == null ? Future.succeededFuture() : closed;
    }
}
