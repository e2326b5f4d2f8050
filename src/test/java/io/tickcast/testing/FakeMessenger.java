package io.tickcast.testing;

import io.tickcast.alert.rule.WebhookFormat;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A receiver of alerts on loopback. It checks each message with {@link MessengerRules}, and answers as the messenger
 * does: with its errors, and with what a test tells it to answer first. Thread-safe.
 */
public final class FakeMessenger {
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> names = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<HttpServerRequest>> next = new ConcurrentLinkedQueue<>();
    private final MessengerRules rules;
    private final HttpServer server;

    /** A request as it came, taken or not. */
    public record Message(String uri, Map<String, String> headers, String body) {}

    /** An answer of a messenger. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public Answer(int status, String body) {
            this(status, Map.of(), body);
        }
    }

    public FakeMessenger(Vertx vertx, WebhookFormat format, String secret) {
        this(vertx, format, secret, "127.0.0.1", new HttpServerOptions());
    }

    /** @param secret empty where messages need no signature */
    public FakeMessenger(Vertx vertx, WebhookFormat format, String secret, String host, HttpServerOptions options) {
        rules = new MessengerRules(format, secret);
        server = Await.result(vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    connections.incrementAndGet();
                    names.add(String.valueOf(connection.indicatedServerName()));
                })
                .requestHandler(this::handle)
                .listen(0, host));
    }

    private void handle(HttpServerRequest request) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach(headers::put);
        request.body().onSuccess(body -> {
            Message message = new Message(request.uri(), headers, body.toString());
            messages.add(message);
            Consumer<HttpServerRequest> script = next.poll();
            if (script != null) {
                script.accept(request);
                return;
            }
            MessengerRules.Verdict verdict = rules.check(message);
            verdict.taken().ifPresent(taken::add);
            answer(verdict.answer()).accept(request);
        });
    }

    private static Consumer<HttpServerRequest> answer(Answer answer) {
        return request -> {
            answer.headers().forEach(request.response()::putHeader);
            request.response().setStatusCode(answer.status()).end(answer.body());
        };
    }

    /** Answers the next request with this, whatever it is. */
    public void answerNext(Answer answer) {
        next.add(answer(answer));
    }

    /** Handles the next request with this. */
    public void handleNext(Consumer<HttpServerRequest> handler) {
        next.add(handler);
    }

    /** The webhook with its token. */
    public URI webhook() {
        return webhook("http", "127.0.0.1");
    }

    public URI webhook(String scheme, String host) {
        return URI.create(scheme + "://" + host + ":" + port() + rules.path());
    }

    public int port() {
        return server.actualPort();
    }

    /** Requests in the order in which they came. */
    public List<Message> messages() {
        return messages;
    }

    /** Texts of the messages that it took; of a standard webhook the bodies. */
    public List<String> taken() {
        return taken;
    }

    /** The names that clients asked for in TLS, one a connection. */
    public List<String> names() {
        return names;
    }

    public int connections() {
        return connections.get();
    }
}
