package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Answer;
import io.tickcast.demo.Attempt;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Limits;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a handshake meets, the feed goes on trying, at the next endpoint where that helps. */
@Tag("slow")
class FeedRefusalsTest extends WithFeed {
    private static final Map<String, String> SHORT = Map.of("BACKOFF_MIN", "10ms", "BACKOFF_MAX", "40ms");
    private static final URI NOBODY = URI.create("ws://127.0.0.1:1");

    private ScriptedBinance other;

    @BeforeEach
    void listenElsewhere() {
        other = exchange(List.of(BTC, ETH));
    }

    private Map<String, String> both() {
        return Map.of(
                "BINANCE_ENDPOINTS",
                endpoints(binance.endpoint(), other.endpoint()),
                "BACKOFF_MIN",
                "10ms",
                "BACKOFF_MAX",
                "40ms");
    }

    private static URI byName(URI base) {
        return URI.create("ws://localhost:" + base.getPort());
    }

    private static long nanosBetween(Attempt first, Attempt second) {
        return second.atNanos() - first.atNanos();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 418, 429, 451, 500, 502, 503})
    void aRefusedHandshakeIsRepeated(int status) {
        binance.handshakes().next(Answer.status(status, "<html>no</html>"), Answer.status(status));
        feed();

        nextLive();

        assertThat(binance.attempts().count()).isEqualTo(3);
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
    }

    @Test
    void aHandshakeThatIsNotAnsweredIsGivenUp() {
        binance.handshakes().next(Answer.never());
        feed(Map.of("CONNECT_TIMEOUT", "3s"));

        nextLive();
    }

    @Test
    void aConnectTimeoutLeavesTheFeedOnItsEventLoop() {
        int silent = Await.result(
                        vertx.createNetServer().connectHandler(socket -> {}).listen(0, "127.0.0.1"))
                .actualPort();
        // The time limit of Vert.x for the handshake begins after that of TLS: ours is the one that ends the attempt.
        URI endpoint = URI.create("wss://127.0.0.1:" + silent);
        feed(Map.of("CONNECT_TIMEOUT", "200ms", "BINANCE_ENDPOINTS", endpoints(endpoint, binance.endpoint())));

        nextLive();

        assertThat(log.containing("no connection within feed.connect-timeout")).isNotEmpty();
        assertThat(log.threads()).hasSize(1);
    }

    @Test
    void aHandshakeThatIsCutIsRepeated() {
        binance.handshakes().next(Answer.hangUp(), Answer.hangUp());
        feed();

        nextLive();
    }

    @Test
    void anExchangeThatIsNotThereIsWaitedFor() {
        int port = binance.endpoint().getPort();
        Await.result(binance.close());
        feed(SHORT);
        log.awaitLine("could not connect");

        binance = Await.result(ScriptedBinance.start(vertx, port, List.of(BTC, ETH), Limits.REAL.withoutPings()));

        nextLive();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 418, 503})
    void retryAfterIsObeyed(int status) {
        binance.handshakes().next(Answer.retryAfter(status, 1));
        feed(SHORT);

        nextLive();

        List<Attempt> attempts = binance.attempts().all();
        assertThat(attempts).hasSize(2);
        assertThat(nanosBetween(attempts.get(0), attempts.get(1))).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void retryAfterHoldsForEveryPortOfTheHost() {
        binance.handshakes().next(Answer.retryAfter(429, 1));
        feed(both());

        Attempt next = Await.result(
                Future.any(binance.attempts().reached(2), other.attempts().reached(1))
                        .map(any -> other.attempts().count() > 0
                                ? other.attempts().all().get(0)
                                : binance.attempts().all().get(1)));

        assertThat(nanosBetween(binance.attempts().all().get(0), next))
                .isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void retryAfterDoesNotKeepFromAnotherHost() {
        binance.handshakes().always(Answer.retryAfter(418, 259_200));
        feed(Map.of("BINANCE_ENDPOINTS", endpoints(binance.endpoint(), byName(other.endpoint()))));

        Await.result(Await.result(other.nextConnection()).subscribed(2));
        assertThat(binance.attempts().count()).isEqualTo(1);
        assertThat(log.containing("HTTP 418, wait 259200 s")).hasSize(1);
    }

    @Test
    void fiveFailuresMoveOnAndTheTurnNeverEnds() {
        binance.handshakes().always(Answer.status(502));
        other.handshakes().always(Answer.status(502));
        feed(both());

        Await.result(binance.attempts().reached(11));

        List<Attempt> first = binance.attempts().all();
        List<Attempt> second = other.attempts().all();
        assertThat(second).hasSize(10);
        assertThat(second.get(0).atNanos())
                .isBetween(first.get(4).atNanos(), first.get(5).atNanos());
        assertThat(second.get(4).atNanos()).isLessThan(first.get(5).atNanos());
        assertThat(second.get(5).atNanos())
                .isBetween(first.get(9).atNanos(), first.get(10).atNanos());
        assertThat(course()).containsExactly(State.DOWN);
        assertThat(log.containing("could not connect")).hasSize(2);
    }

    @Test
    void anEndpointWhereNobodyListensIsLeftAfterFiveFailures() {
        feed(Map.of(
                "BINANCE_ENDPOINTS",
                endpoints(NOBODY, binance.endpoint()),
                "BACKOFF_MIN",
                "10ms",
                "BACKOFF_MAX",
                "40ms"));

        nextLive();

        assertThat(states.next(state ->
                                state.details().getJsonObject("messages").getInteger("failures") == 5)
                        .details()
                        .getJsonArray("endpoints"))
                .isEqualTo(new JsonArray().add(binance.endpoint().toString()));
    }

    @ParameterizedTest
    @ValueSource(ints = {451, 403})
    void aPlaceThatIsNotServedMovesOnAtOnceAndIsExplainedOnce(int status) {
        binance.handshakes().always(Answer.status(status));
        feed(both());

        Connection elsewhere = Await.result(other.nextConnection());
        Await.result(elsewhere.subscribed(2));

        assertThat(binance.attempts().count()).isEqualTo(1);
        assertThat(log.containing("refuses this server"))
                .singleElement()
                .asString()
                .contains(binance.endpoint().toString(), "HTTP " + status, "feed.binance.endpoints", "feed.proxy");
    }

    @Test
    void whenAllRefuseAllAreTriedForEverAndExplainedOnce() {
        binance.handshakes().always(Answer.status(451));
        other.handshakes().always(Answer.status(403));
        feed(both());

        Await.result(binance.attempts().reached(8));
        Await.result(other.attempts().reached(8));

        assertThat(log.containing("refuses this server")).hasSize(2);
        assertThat(log.all()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whenAllRefusedAndOneServesAgainTheFeedIsLive() {
        binance.handshakes().next(Answer.status(451), Answer.status(451), Answer.status(451));
        feed(SHORT);

        nextLive();

        assertThat(log.containing("refuses this server")).hasSize(1);
    }

    @Test
    void aFeedThatIsStoppedWhileItWaitsTriesNoMore() {
        binance.handshakes().always(Answer.status(502));
        String deployment = feed(SHORT);
        Await.result(binance.attempts().reached(3));

        stopFeed(deployment);

        int attempts = binance.attempts().count();
        Await.result(vertx.timer(300).mapEmpty());
        // One may have been under way.
        assertThat(binance.attempts().count()).isLessThanOrEqualTo(attempts + 1);
    }

    @Test
    void aFeedThatIsStoppedDuringAHandshakeLeavesNoConnection() {
        binance.handshakes().next((request, proceed) -> vertx.setTimer(300, timer -> proceed.run()));
        String deployment = feed();
        Await.result(binance.attempts().reached(1));

        stopFeed(deployment);

        Await.result(vertx.timer(600).mapEmpty());
        assertThat(binance.open()).isEmpty();
    }
}
