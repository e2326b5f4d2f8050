package io.tickcast.demo;

import io.tickcast.testing.Await;
import io.tickcast.testing.WholeAnswer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;

/** The base of the tests of the fake exchange: a Vert.x, a server with two symbols, clients. */
abstract class WithServer {
    static final long TIME = 1_700_000_000_000L;
    static final String TICKER = "/ws/btcusdt@ticker";

    final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    /** Held, or the collector would end their connections. */
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void closeVertx() {
        await(vertx.close());
    }

    ScriptedBinance server() {
        return server(Limits.REAL.withoutPings());
    }

    ScriptedBinance server(Limits limits) {
        return await(ScriptedBinance.start(vertx, List.of("BTCUSDT", "ETHUSDT"), limits));
    }

    Client client(ScriptedExchange server, String target) {
        Client client = await(Client.connect(vertx, server.endpoint(), target));
        clients.add(client);
        return client;
    }

    /** An answer to a REST call. */
    record Response(int status, MultiMap headers, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }

        List<String> symbols(String field) {
            return json().getJsonArray("symbols").stream()
                    .map(symbol -> ((JsonObject) symbol).getString(field))
                    .toList();
        }
    }

    Response get(ScriptedExchange server, String target) {
        WholeAnswer answer = await(WholeAnswer.to(http.request(
                HttpMethod.GET, server.rest().getPort(), server.rest().getHost(), target)));
        return new Response(
                answer.head().statusCode(),
                answer.head().headers(),
                answer.body().toString());
    }

    /** Waits for what must happen; the time only bounds a failure. */
    static <T> T await(Future<T> future) {
        try {
            return future.await(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("did not happen", e);
        }
    }
}
