package io.tickcast.demo;

import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server on loopback that speaks the market data protocol of an exchange. It has no prices of its own: its callers
 * publish them. Its methods may be called on any thread; its state belongs to one event loop.
 */
final class FakeExchange implements DemoServer {
    private static final Logger LOG = LoggerFactory.getLogger(FakeExchange.class);
    private static final String HOST = "127.0.0.1";
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final short GOING_AWAY = 1001;
    private static final short NO_DATA = 4004;

    private final Vertx vertx;
    private final Context context;
    private final FakeProtocol protocol;
    private final Script script;
    private final int speed;
    private final Limits limits;
    private final Quota connections;
    /** The instruments by their names. */
    private final Map<String, FakeProtocol.Listed> instruments = new TreeMap<>();

    private final HttpServer server;
    /** The last push of each channel, which a new subscriber gets at once. */
    private final Map<String, Sent> last = new LinkedHashMap<>();

    private final Map<Session, FakeClient> clients = new LinkedHashMap<>();

    private record Sent(FakeProtocol.Push push, long at) {}

    FakeExchange(Vertx vertx, FakeProtocol protocol, Collection<String> symbols) {
        this(vertx, protocol, symbols, 1, Script.BY_THE_BOOK);
    }

    /** @param speed of its clock: with 10 a second of the protocol takes 100 ms */
    FakeExchange(Vertx vertx, FakeProtocol protocol, Collection<String> symbols, int speed, Script script) {
        this.vertx = vertx;
        this.protocol = protocol;
        this.script = script;
        this.speed = speed;
        limits = protocol.limits().fasterBy(speed);
        connections = new Quota(limits.connections(), limits.connectionWindow());
        context = vertx.getOrCreateContext();
        symbols.forEach(symbol -> put(symbol, true));
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(HOST)
                .setMaxWebSocketFrameSize(LARGEST_MESSAGE)
                .setMaxWebSocketMessageSize(LARGEST_MESSAGE)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(1));
    }

    @Override
    public Future<Void> listen(int port) {
        return onContext(() -> server.requestHandler(this::request)
                .listen(port, HOST)
                .<Void>mapEmpty()
                .onSuccess(open -> vertx.setPeriodic(inMillis(SECOND), timer -> beat())));
    }

    private void put(String symbol, boolean trading) {
        String name = protocol.instrument(symbol);
        instruments.put(name, new FakeProtocol.Listed(name, Coin.of(symbol), trading));
    }

    /** Lists a symbol, which trades or not. */
    Future<Void> list(String symbol, boolean trading) {
        return onContext(() -> {
            put(symbol, trading);
            return Future.succeededFuture();
        });
    }

    private long inMillis(Duration duration) {
        return Math.max(1, duration.toMillis() / speed);
    }

    private boolean isOver(long nanos, Duration limit) {
        return nanos >= limit.toNanos() / speed;
    }

    private void beat() {
        long now = NodeClock.system().millis();
        List.copyOf(last.values()).stream()
                .filter(sent -> isOver(System.nanoTime() - sent.at, protocol.repeatAfter()))
                .forEach(sent -> protocol.repeated(sent.push, now).ifPresent(message -> push(sent.push, message)));
        for (FakeClient client : List.copyOf(clients.values())) {
            Set<String> channels = client.channels();
            if (!channels.isEmpty()) {
                protocol.heartbeats(channels, isOver(client.quiet(), SECOND), now)
                        .forEach(client::send);
            }
            if (protocol.idleLimit()
                    .filter(limit -> isOver(client.idle(), limit))
                    .isPresent()) {
                client.session().close(NO_DATA, "No data received in 30s.");
            }
        }
    }

    @Override
    public URI endpoint() {
        return URI.create("ws://" + HOST + ':' + server.actualPort());
    }

    @Override
    public URI rest() {
        return URI.create("http://" + HOST + ':' + server.actualPort());
    }

    @Override
    public Future<Void> close() {
        return onContext(server::close);
    }

    @Override
    public void publish(Ticker ticker) {
        context.runOnContext(v -> protocol.pushes(ticker).forEach(push -> push(push, push.message())));
    }

    private void push(FakeProtocol.Push push, String message) {
        last.put(push.channel(), new Sent(new FakeProtocol.Push(push.channel(), message), System.nanoTime()));
        List.copyOf(clients.values()).forEach(client -> client.push(push, message));
    }

    @Override
    public <T> Future<T> onContext(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> {
            try {
                action.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.tryFail(e);
            }
        });
        return promise.future();
    }

    private void request(HttpServerRequest request) {
        boolean upgrade = request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true);
        if (upgrade) {
            // The handshake may be answered later, and must then still see the end of the request.
            request.pause();
            script.request(request, true, () -> upgrade(request));
        } else {
            script.request(request, false, () -> answer(request));
        }
    }

    private void answer(HttpServerRequest request) {
        protocol.rest(request.path(), List.copyOf(instruments.values()))
                .ifPresentOrElse(
                        answer -> request.response().end(answer),
                        () -> request.response().setStatusCode(404).end());
    }

    private void upgrade(HttpServerRequest request) {
        if (!connections.admits(System.nanoTime())) {
            refuse(request, 429);
        } else if (!request.path().equals(protocol.path())) {
            refuse(request, 404);
        } else {
            request.toWebSocket()
                    .onSuccess(this::open)
                    .onFailure(e -> LOG.debug("No handshake for {}: {}", request.uri(), e.toString()));
        }
    }

    private static void refuse(HttpServerRequest request, int status) {
        request.resume();
        request.response().setStatusCode(status).end();
    }

    private void open(ServerWebSocket socket) {
        Session session =
                new Session(vertx, socket, new Target(List.of(), false, false), sessionLimits(), script, this::talk);
        FakeClient client = new FakeClient(session, protocol, limits, script);
        clients.put(session, client);
        session.open(List.of(), () -> clients.remove(session));
        protocol.greeting().forEach(client::send);
        protocol.subscribeWithin()
                .ifPresent(limit -> vertx.setTimer(inMillis(limit), timer -> {
                    if (client.channels().isEmpty()) {
                        session.close(GOING_AWAY, "");
                    }
                }));
    }

    /** Those of an exchange that cuts a client; another one answers it. */
    private Limits sessionLimits() {
        return protocol.tooFast().isEmpty() ? limits : limits.withMessages(Integer.MAX_VALUE, Duration.ZERO);
    }

    private Consumer<String> talk(Session session) {
        return message -> {
            FakeClient client = clients.get(session);
            if (client != null) {
                List<String> channels = client.take(message, instruments.keySet());
                channels.stream()
                        .filter(last::containsKey)
                        .map(last::get)
                        .forEach(sent -> client.push(sent.push, sent.push.message()));
            }
        };
    }
}
