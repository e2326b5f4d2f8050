package io.tickcast.alert.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, within a time limit that includes the look-up of the name. Belongs to one event loop.
 */
final class WebhookCall {
    static final int MAX_BODY_BYTES = 64 << 10;
    private static final String AGENT = "Tickcast";
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Vertx vertx;
    private final HttpClient client;
    private final WebhookRequest request;
    private final Buffer body = Buffer.buffer();
    private final Promise<WebhookResponse> answer = Promise.promise();
    private @Nullable HttpClientRequest open;
    private @Nullable HttpClientResponse head;

    WebhookCall(Vertx vertx, HttpClient client, WebhookRequest request) {
        this.vertx = vertx;
        this.client = client;
        this.request = request;
    }

    /** Must be called once. */
    Future<WebhookResponse> run(AddressGuard guard, Duration limit) {
        long timer = vertx.setTimer(Math.max(1, limit.toMillis()), late -> expire(limit));
        guard.addresses(request.uri().getHost())
                .compose(addresses -> connect(addresses, 0))
                .onSuccess(this::send)
                .onFailure(answer::tryFail);
        return answer.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void expire(Duration limit) {
        if (head == null) {
            answer.tryFail(new TimeoutException("no answer within " + limit.toSeconds() + " s"));
            close();
        } else {
            finish(head);
        }
    }

    /** The addresses are tried in their order: the first one may be of a network that this node is not in. */
    private Future<HttpClientRequest> connect(List<InetAddress> addresses, int index) {
        if (isOver()) {
            return Future.failedFuture("too late");
        }
        return client.request(options(addresses.get(index)))
                .recover(cause ->
                        index + 1 < addresses.size() ? connect(addresses, index + 1) : Future.failedFuture(cause));
    }

    private boolean isOver() {
        return answer.future().isComplete();
    }

    private RequestOptions options(InetAddress address) {
        URI uri = request.uri();
        boolean tls = uri.getScheme().toLowerCase(Locale.ROOT).equals("https");
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery())
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.USER_AGENT, AGENT);
        request.headers().forEach(options::putHeader);
        return options;
    }

    private void send(HttpClientRequest made) {
        open = made;
        if (isOver()) {
            close();
            return;
        }
        made.send(request.body()).onSuccess(this::read).onFailure(answer::tryFail);
    }

    private void read(HttpClientResponse response) {
        head = response;
        response.exceptionHandler(cut -> finish(response));
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > MAX_BODY_BYTES) {
                finish(response);
            }
        });
        response.endHandler(end -> finish(response));
    }

    /** Ends the call with as much of the answer as has come: without its end, it still has a status. */
    private void finish(HttpClientResponse response) {
        byte[] read = body.getBytes(0, Math.min(body.length(), MAX_BODY_BYTES));
        answer.tryComplete(new WebhookResponse(
                response.statusCode(), response.headers(), new String(read, StandardCharsets.UTF_8), Instant.now()));
        close();
    }

    private void close() {
        if (open != null) {
            open.connection().close();
        }
    }
}
