package io.tickcast.access;

import io.tickcast.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JWKS behind a URL. Redirects are not followed: keys come from where the settings say, or not at all. */
final class KeyUrl implements KeySource {
    private static final int LARGEST = 256 * 1024;
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration USUALLY_FRESH_FOR = Duration.ofMinutes(5);
    private static final Duration AT_LEAST = Duration.ofMinutes(1);
    private static final Duration AT_MOST = Duration.ofHours(1);
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age=(\\d{1,9})(?:$|[\\s,])");

    private record Answer(Buffer json, Duration freshFor) {}

    private final Vertx vertx;
    private final HttpClient client;
    private final URI url;
    private final Duration patience;

    /** @param patience time limit for the whole answer */
    KeyUrl(Vertx vertx, URI url, Duration patience) {
        this.vertx = vertx;
        client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAlive(false));
        this.url = url;
        this.patience = patience;
    }

    @Override
    public Future<Read> read() {
        RequestOptions options = new RequestOptions()
                .setAbsoluteURI(url.toString())
                .putHeader("Accept", "application/jwk-set+json, application/json");
        Future<HttpClientRequest> asked = client.request(options);
        // The connection counts as well: a server may take it and say nothing, not even for TLS.
        return Deadline.within(
                        vertx.getOrCreateContext(),
                        patience,
                        asked.compose(request -> request.send().compose(KeyUrl::body)))
                .onFailure(cause -> asked.onSuccess(HttpClientRequest::reset))
                .compose(this::parse);
    }

    private static Future<Answer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        // Set first: without a handler Vert.x would log the exception.
        response.exceptionHandler(whole::tryFail);
        if (response.statusCode() != 200) {
            return Future.failedFuture(new IOException("it answers HTTP " + response.statusCode()));
        }
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            if (body.length() + part.length() > LARGEST) {
                whole.tryFail(new IOException("it answers more than " + LARGEST + " bytes"));
            } else {
                body.appendBuffer(part);
            }
        });
        response.endHandler(v -> whole.tryComplete(body));
        return whole.future().map(json -> new Answer(json, freshFor(response.getHeader("Cache-Control"))));
    }

    /** Runs on a worker: the first call loads a library. */
    private Future<Read> parse(Answer answer) {
        return vertx.executeBlocking(
                () -> new Read(KeyParser.parse(answer.json().getBytes(), false), answer.freshFor()), false);
    }

    /** The lifetime that the issuer gives, within bounds. */
    static Duration freshFor(String cacheControl) {
        Matcher age = MAX_AGE.matcher(cacheControl == null ? "" : cacheControl);
        if (!age.find()) {
            return USUALLY_FRESH_FOR;
        }
        Duration said = Duration.ofSeconds(Long.parseLong(age.group(1)));
        return said.compareTo(AT_LEAST) < 0 ? AT_LEAST : said.compareTo(AT_MOST) > 0 ? AT_MOST : said;
    }

    @Override
    public String name() {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }
}
