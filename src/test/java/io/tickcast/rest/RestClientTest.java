package io.tickcast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.demo.Answer;
import io.tickcast.demo.Attempt;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.feed.InstrumentSource;
import io.tickcast.feed.bybit.BybitInstruments;
import io.tickcast.feed.kraken.KrakenInstruments;
import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestClientTest {
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");
    private static final String PING = "/api/v3/ping";
    private static final RestLimits WIDE = RestLimits.requests(100_000, Duration.ofSeconds(1));

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedBinance exchange = exchange();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private ScriptedBinance exchange() {
        return Await.result(ScriptedBinance.start(vertx, List.of("BTCUSDT")));
    }

    private RestClient client(URI... bases) {
        return client(WIDE, Duration.ofSeconds(60), bases);
    }

    private RestClient client(RestLimits limits, Duration timeout, URI... bases) {
        return new RestClient(
                vertx,
                "binance",
                List.of(bases),
                limits,
                new RestTransport(vertx, timeout, () -> Future.succeededFuture(Optional.empty())));
    }

    private static Future<String> ask(RestClient client) {
        return ask(client, Priority.OTHER, PING);
    }

    private static Future<String> ask(RestClient client, Priority priority, String path) {
        return client.get(
                new RestRequest(priority, path, 1), body -> body.toJsonObject().encode());
    }

    private static Object number(RestClient client, String key) {
        return client.meters().toJson().getValue(key);
    }

    @Test
    void anAnswerComesOnTheContextOfItsCaller() {
        RestClient client = client(exchange.rest());
        Context caller = vertx.getOrCreateContext();
        Promise<Context> answered = Promise.promise();
        caller.runOnContext(v -> ask(client).onComplete(done -> answered.complete(Vertx.currentContext())));

        assertThat(Await.result(answered.future())).isSameAs(caller);
        assertThat(number(client, "requests")).isEqualTo(1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 418, 429, 451, 500, 502})
    void aBaseThatRefusesIsFollowedByTheNext(int status) {
        exchange.restAnswers().always(Answer.status(status, "<html>no</html>"));
        ScriptedBinance other = exchange();

        assertThat(Await.result(ask(client(
                        exchange.rest(),
                        other.rest().resolve("http://localhost:" + other.rest().getPort())))))
                .isEqualTo("{}");
        assertThat(exchange.restCalls().count()).isEqualTo(1);
    }

    @Test
    void theBaseThatAnsweredLastIsAskedFirst() {
        RestClient client = client(NOBODY, exchange.rest());

        assertThat(Await.result(ask(client))).isEqualTo("{}");
        assertThat(Await.result(ask(client))).isEqualTo("{}");

        assertThat(number(client, "requests")).isEqualTo(3L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "<html>", "7"})
    void aBaseThatTalksNonsenseIsFollowedByTheNext(String body) {
        exchange.restAnswers().always(Answer.status(200, body));

        assertThat(Await.result(ask(client(exchange.rest(), exchange().rest()))))
                .isEqualTo("{}");
    }

    @Test
    void aBaseThatDoesNotAnswerIsFollowedByTheNext() {
        exchange.restAnswers().always(Answer.never());

        assertThat(Await.result(ask(client(
                        WIDE,
                        Duration.ofMillis(500),
                        exchange.rest(),
                        exchange().rest()))))
                .isEqualTo("{}");
    }

    @Test
    void aWrongRequestIsNotSentToTheNextBase() {
        ScriptedBinance other = exchange();
        RestClient client = client(exchange.rest(), other.rest());

        Future<String> asked = ask(client, Priority.OTHER, "/api/v3/exchangeInfo?symbols=7");

        assertThatThrownBy(() -> Await.result(asked))
                .hasRootCauseMessage(exchange.rest() + " answers 400")
                .extracting(Throwable::getCause)
                .extracting(cause -> ((RestException) cause).status())
                .isEqualTo(400);
        assertThat(other.restCalls().count()).isZero();
        assertThat(number(client, "failed")).isEqualTo(1L);
    }

    @Test
    void nobodyAsksBeforeRetryAfterIsOver() {
        exchange.restAnswers().next(Answer.retryAfter(429, 1));
        RestClient client = client(exchange.rest());
        Future<String> first = ask(client);
        Await.until("the exchange has refused", () -> number(client, "limited").equals(1L));

        Future<String> second = ask(client);
        assertThat(Await.result(first)).isEqualTo("{}");
        assertThat(Await.result(second)).isEqualTo("{}");

        List<Long> times =
                exchange.restCalls().all().stream().map(Attempt::atNanos).toList();
        assertThat(times).hasSize(3);
        assertThat(times.get(1) - times.get(0))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(number(client, "limited")).isEqualTo(1L);
    }

    @Test
    void aLongBanFailsEveryRequestAtOnce() {
        exchange.restAnswers().always(Answer.retryAfter(418, 7_200));
        RestClient client = client(exchange.rest());

        assertThatThrownBy(() -> Await.result(ask(client))).hasRootCauseMessage(exchange.rest() + " answers 418");
        assertThatThrownBy(() -> Await.result(ask(client)))
                .rootCause()
                .hasMessageMatching("binance may not be asked for another 7[12]\\d\\d s: it said so");
        assertThat(exchange.restCalls().count()).isEqualTo(1);
        assertThat(number(client, "refused")).isEqualTo(1L);
    }

    @Test
    void missingTradesGoBeforeListsAndListsBeforeTheRest() {
        RestClient client =
                client(RestLimits.requests(1, Duration.ofMillis(300)), Duration.ofMinutes(1), exchange.rest());
        List<Future<String>> asked = new ArrayList<>();
        asked.add(ask(client, Priority.OTHER, PING + "?first"));
        Await.result(exchange.restCalls().reached(1));
        asked.add(ask(client, Priority.OTHER, PING + "?other"));
        asked.add(ask(client, Priority.INSTRUMENTS, PING + "?list"));
        asked.add(ask(client, Priority.TRADES, PING + "?trades"));

        Await.result(Future.all(asked));

        assertThat(exchange.restCalls().all())
                .extracting(call -> call.uri().substring(PING.length() + 1))
                .containsExactly("first", "trades", "list", "other");
    }

    @Test
    void missingTradesAreRefusedWhenTheBudgetComesTooLateForThem() {
        RestClient client =
                client(RestLimits.requests(1, Duration.ofSeconds(50)), Duration.ofMinutes(1), exchange.rest());
        Await.result(ask(client, Priority.OTHER, PING + "?first"));
        ask(client, Priority.OTHER, PING + "?other");

        assertThatThrownBy(() -> Await.result(ask(client, Priority.TRADES, PING + "?trades")))
                .rootCause()
                .hasMessageContaining("the budget of its REST is used up");
        assertThat(number(client, "refused")).isEqualTo(1L);
    }

    @Test
    void historyGoesBehindAllOthers() {
        List<Runnable> held = Collections.synchronizedList(new ArrayList<>());
        exchange.restAnswers().always((request, proceed) -> held.add(proceed));
        RestClient client = client(exchange.rest());
        for (int i = 0; i < 4; i++) {
            ask(client, Priority.INSTRUMENTS, PING + "?first");
        }
        Await.until("no more may be in flight", () -> held.size() == 4);
        ask(client, Priority.HISTORY, PING + "?history");
        ask(client, Priority.OTHER, PING + "?other");
        ask(client, Priority.INSTRUMENTS, PING + "?list");
        Await.until("three wait", () -> number(client, "waiting").equals(3L));

        for (int i = 0; i < 3; i++) {
            Runnable next = held.get(i);
            vertx.runOnContext(v -> next.run());
            Await.result(exchange.restCalls().reached(5 + i));
        }

        assertThat(queries().subList(4, 7)).containsExactly("list", "other", "history");
    }

    /** @param window, historyWindow in ms */
    private static RestLimits limits(int weight, int window, int history, int historyWindow) {
        return RestLimits.requests(weight, Duration.ofMillis(window))
                .withHistory(history, Duration.ofMillis(historyWindow));
    }

    private List<String> queries() {
        return exchange.restCalls().all().stream()
                .map(call -> call.uri().substring(PING.length() + 1))
                .toList();
    }

    @Test
    void historyUsesItsShareOfTheBudgetAndNoMore() {
        RestClient client = client(limits(100_000, 1_000, 2, 600_000), Duration.ofMinutes(1), exchange.rest());
        List<Future<String>> history = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            history.add(ask(client, Priority.HISTORY, PING + "?history"));
        }
        Await.result(Future.all(history));

        assertThatThrownBy(() -> Await.result(ask(client, Priority.HISTORY, PING + "?more")))
                .rootCause()
                .hasMessageMatching("binance may not be asked for another \\d+ s: the budget of its REST is used up");
        assertThat(Await.result(ask(client, Priority.OTHER, PING + "?other"))).isEqualTo("{}");
        assertThat(queries()).containsExactly("history", "history", "other");
        assertThat(number(client, "history_budget_used")).isEqualTo(1.0);
    }

    @Test
    void historyLeavesRoomInFlightForOthers() {
        exchange.restAnswers().always(Answer.never());
        RestClient client = client(exchange.rest());
        for (int i = 0; i < 10; i++) {
            ask(client, Priority.HISTORY, PING + "?history");
        }
        Await.result(exchange.restCalls().reached(InFlight.MAX_HISTORY));
        ask(client, Priority.OTHER, PING + "?other");

        Await.result(exchange.restCalls().reached(InFlight.MAX_HISTORY + 1));
        assertThat(queries()).containsExactly("history", "history", "history", "other");
    }

    @Test
    void clientsLeaveRoomInFlightForTheNode() {
        exchange.restAnswers().always(Answer.never());
        RestClient client = client(exchange.rest());
        for (int i = 0; i < 40; i++) {
            ask(client, Priority.CLIENTS, PING + "?client");
        }
        Await.until("some wait", () -> !number(client, "waiting").equals(0L));
        exchange.restAnswers().always(Answer.accept());

        assertThat(Await.result(ask(client, Priority.HISTORY, PING + "?history")))
                .isEqualTo("{}");
        assertThat(Await.result(ask(client, Priority.OTHER, PING + "?other"))).isEqualTo("{}");
    }

    @Test
    void requestsOfTheNodeThatWaitForAPlaceLeaveClientsTheirs() {
        exchange.restAnswers().always(Answer.never());
        RestClient client = client(exchange.rest());
        for (int i = 0; i < 10; i++) {
            ask(client, Priority.CANDLES, PING + "?candles");
        }
        Await.until("some wait", () -> !number(client, "waiting").equals(0L));
        exchange.restAnswers().always(Answer.accept());

        assertThat(Await.result(ask(client, Priority.CLIENTS, PING + "?client")))
                .isEqualTo("{}");
    }

    @Test
    void aClientHearsThatTheExchangeIsSlow() {
        exchange.restAnswers().always(Answer.never());
        RestClient client = client(exchange.rest());
        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            asked.add(ask(client, Priority.CLIENTS, PING));
        }

        assertThatThrownBy(() -> Await.result(asked.get(39)))
                .rootCause()
                .isInstanceOfSatisfying(
                        RestException.class,
                        failure -> assertThat(failure.retryAfter()).isZero())
                .hasMessage("binance has not answered the requests before this one for 5 s");
        assertThat(asked.get(0).isComplete()).isFalse();
    }

    @Test
    void historyIsAQuarterUnlessTheExchangeSaysOtherwise() {
        RestLimits limits = RestLimits.requests(100, Duration.ofSeconds(1));

        assertThat(limits.history()).isEqualTo(new RestLimits.Share(100, Duration.ofSeconds(4)));
    }

    @Test
    void tradesOfManySymbolsAreAskedForAtOnce() {
        List<Runnable> held = Collections.synchronizedList(new ArrayList<>());
        exchange.restAnswers().always((request, proceed) -> held.add(proceed));
        RestClient client = client(exchange.rest());
        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            asked.add(ask(client, Priority.TRADES, PING));
        }

        Await.until("32 wait for their answers", () -> held.size() == 32);
        assertThat(number(client, "requests")).isEqualTo(32L);
        exchange.restAnswers().always(Answer.accept());
        vertx.runOnContext(v -> List.copyOf(held).forEach(Runnable::run));

        Await.result(Future.all(asked));
        assertThat(exchange.restCalls().count()).isEqualTo(500);
    }

    /** Bybit shuts out an address that asks too often, and says no more than that. */
    @Test
    void aBanOfTenMinutesIsKept() {
        exchange.restAnswers().always(Answer.status(403));
        RestClient client = client(new BybitInstruments().limits(), Duration.ofMinutes(1), exchange.rest());

        assertThatThrownBy(() -> Await.result(ask(client))).hasRootCauseMessage(exchange.rest() + " answers 403");
        assertThatThrownBy(() -> Await.result(ask(client)))
                .rootCause()
                .hasMessageMatching("binance may not be asked for another 5\\d\\d s: it said so");
        assertThat(exchange.restCalls().count()).isEqualTo(1);
        assertThat(number(client, "limited")).isEqualTo(1L);
    }

    private static Stream<Arguments> limitsInBodies() {
        return Stream.of(
                Arguments.of(
                        new BybitInstruments(),
                        "{\"retCode\":10006,\"retMsg\":\"Too many visits!\",\"result\":{},\"retExtInfo\":{}}"),
                Arguments.of(new KrakenInstruments(), "{\"error\":[\"EAPI:Rate limit exceeded\"]}"),
                Arguments.of(new KrakenInstruments(), "{\"error\":[\"EGeneral:Too many requests\"]}"));
    }

    @ParameterizedTest
    @MethodSource("limitsInBodies")
    void aLimitInTheBodyClosesTheHost(InstrumentSource source, String body) {
        exchange.restAnswers().always(Answer.status(200, body));
        ScriptedBinance other = exchange();
        RestLimits limits = source.limits();
        RestClient client = client(
                new RestLimits(WIDE.all(), WIDE.history(), Optional.empty(), limits.pauses(), limits.limitBody()),
                Duration.ofMinutes(1),
                exchange.rest(),
                other.rest().resolve("http://localhost:" + other.rest().getPort()));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Await.result(client.get(source.listRequest(), source::instruments)))
                    .rootCause()
                    .hasMessageContaining("404");
        }

        assertThat(exchange.restCalls().count()).isEqualTo(1);
        assertThat(number(client, "limited")).isEqualTo(1L);
    }

    @Test
    void aFullQueueRefusesAndSaysSo() {
        exchange.restAnswers().always(Answer.never());
        RestClient client = client(exchange.rest());
        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < 4 + RequestQueue.MAX_OF_A_PRIORITY; i++) {
            asked.add(ask(client, Priority.INSTRUMENTS, PING));
        }

        assertThatThrownBy(() -> Await.result(ask(client, Priority.INSTRUMENTS, PING)))
                .hasRootCauseMessage("binance: 1000 requests wait already");
        assertThat(client.meters().toJson())
                .isEqualTo(new JsonObject()
                        .put("requests", 4L)
                        .put("failed", 0L)
                        .put("limited", 0L)
                        .put("refused", 1L)
                        .put("waiting", 1_000L)
                        .put("budget_used", client.meters().toJson().getDouble("budget_used"))
                        .put("history_budget_used", 0.0)
                        .put("clients_budget_used", 0.0));

        Await.result(client.close());
        assertThat(asked).allSatisfy(each -> assertThatThrownBy(() -> Await.result(each)));
    }

    @Test
    void anAnswerWithoutEndIsGivenUp() {
        exchange.restAnswers().always((request, proceed) -> {
            request.response().setChunked(true);
            request.connection().exceptionHandler(e -> {});
            sendForEver(request.response(), Buffer.buffer(new byte[1 << 20]));
        });

        assertThatThrownBy(() -> Await.result(ask(client(exchange.rest()))))
                .rootCause()
                .hasMessageContaining("an answer of more than 16777216 bytes");
    }

    private static void sendForEver(HttpServerResponse response, Buffer part) {
        response.write(part).onSuccess(v -> sendForEver(response, part));
    }

    @Test
    void withoutABaseNothingIsAsked() {
        RestClient client = client();

        assertThat(client.isConfigured()).isFalse();
        assertThatThrownBy(() -> Await.result(ask(client))).hasRootCauseMessage("feed.binance.rest is empty");
    }
}
