package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.Answer;
import io.tickcast.demo.Attempt;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.Limits;
import io.tickcast.demo.Received;
import io.tickcast.demo.Reply;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.feed.RelayedConnections;
import io.tickcast.feed.binance.BinanceStreams;
import io.tickcast.names.SystemResolver;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpstreamTest {
    private static final int MAX_STREAMS = 5_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final ScriptedBinance binance =
            Await.result(ScriptedBinance.start(vertx, List.of("BTCUSDT"), Limits.REAL.withoutPings()));
    private final List<Set<String>> receivers = Collections.synchronizedList(new ArrayList<>());
    private RelayedConnections connections;
    private Upstream upstream;

    @BeforeEach
    void start() {
        start(Map.of());
    }

    private void start(Map<String, String> plan) {
        Settings settings = TestSettings.fedBy(binance.endpoint(), binance.rest(), plan);
        upstream = on(() -> {
            connections = new RelayedConnections(
                    vertx,
                    new SystemResolver(vertx),
                    settings.feed(),
                    settings.relay().exchange().endpoints(),
                    new BinanceStreams(false),
                    Duration.ofSeconds(1));
            return new Upstream(
                    vertx, connections, 1_024, MAX_STREAMS, (frame, nodes) -> receivers.add(Set.copyOf(nodes)));
        });
    }

    @AfterEach
    void close() {
        does(Upstream::close);
        Await.result(vertx.close());
    }

    private <T> T on(Supplier<T> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(v -> done.complete(action.get()));
        return Await.result(done.future());
    }

    private void does(Consumer<Upstream> action) {
        on(() -> {
            action.accept(upstream);
            return true;
        });
    }

    private static List<RelayStream> streams(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new RelayStream("s" + i + "@trade", false))
                .toList();
    }

    @Test
    void aStreamIsSharedByNodesAndLetGoAfterTheLast() {
        RelayStream stream = new RelayStream("btcusdt@aggTrade", false);
        RelayStream other = new RelayStream("ethusdt@aggTrade", false);
        does(each -> each.change("one", List.of(stream, other), List.of()));
        Connection connection = Await.result(binance.nextConnection());
        Await.result(connection.subscribed(2));
        does(each -> each.change("two", List.of(stream), List.of()));
        Await.result(binance.push(stream.name(), "{}"));
        Await.until("the frame came", () -> receivers.size() == 1);
        assertThat(receivers.get(0)).containsExactlyInAnyOrder("one", "two");

        does(each -> each.replace("one", List.of(other)));
        does(each -> each.change("two", List.of(), List.of(stream)));
        long now = System.nanoTime();
        does(each -> each.sweep(now + Upstream.LINGER.toNanos() / 2));
        assertThat(on(upstream::streams)).as("it lingers").isEqualTo(2);
        does(each -> each.sweep(now + Upstream.LINGER.toNanos()));
        assertThat(on(upstream::streams)).isEqualTo(1);
        Await.result(connection.received().first(message -> message.text().contains("UNSUBSCRIBE")));
        assertThat(connection.isOpen()).isTrue();

        does(each -> each.replace("one", List.of()));
        does(each -> each.sweep(System.nanoTime() + Upstream.LINGER.toNanos()));
        Await.result(connection.closed());
        assertThat(binance.attempts().count()).isEqualTo(1);
    }

    @Test
    void aStreamThatNoNodeWantsCanBeLeft() {
        RelayStream stream = new RelayStream("btcusdt@aggTrade", false);
        does(each -> each.change("one", List.of(stream), List.of(new RelayStream("never@trade", false))));
        assertThat(on(upstream::streams)).isEqualTo(1);
    }

    @Test
    void fiveThousandStreamsKeepTheLimitsOfTheExchange() {
        for (int from = 0; from < 5_000; from += 100) {
            int first = from;
            does(each -> each.change("one", streams(first, first + 100), List.of()));
        }
        Await.result(binance.subscribed(5_000));
        assertThat(binance.open())
                .hasSize(5)
                .allSatisfy(connection -> assertThat(connection.streams()).hasSizeLessThanOrEqualTo(1_024));
        assertThat(binance.attempts().count()).isEqualTo(5);
        binance.open()
                .forEach(connection -> assertThat(connection.received().all())
                        .allSatisfy(message -> assertThat(message.kind()).isEqualTo(Received.Kind.TEXT))
                        .hasSizeLessThan(12));
    }

    @Test
    void streamsBeyondTheLimitWaitUntilOthersGo() {
        does(each -> each.change("one", streams(0, MAX_STREAMS - 1), List.of()));
        assertThat(on(upstream::room)).isSameAs(StreamRoom.ANY);
        does(each -> each.change("two", streams(MAX_STREAMS - 2, MAX_STREAMS + 1), List.of()));
        StreamRoom room = on(upstream::room);
        assertThat(streams(0, MAX_STREAMS)).allMatch(room::has);
        assertThat(streams(MAX_STREAMS, MAX_STREAMS + 1)).noneMatch(room::has);
        assertThat(on(upstream::streams)).isEqualTo(MAX_STREAMS);
        assertThat(on(upstream::waiting)).isEqualTo(1);

        does(each -> each.change("one", List.of(), streams(0, 2)));
        assertThat(on(upstream::room)).isSameAs(StreamRoom.ANY);
        does(each -> each.change("two", streams(MAX_STREAMS + 1, MAX_STREAMS + 2), List.of()));
        assertThat(on(upstream::waiting)).as("an unwanted one made room").isEqualTo(1);
        does(each -> each.sweep(System.nanoTime() + Upstream.LINGER.toNanos()));
        assertThat(on(upstream::waiting)).isZero();
        assertThat(on(upstream::streams)).isEqualTo(MAX_STREAMS);
    }

    @Test
    void aNextConnectionThatBringsNothingDoesNotReplaceOneThatDoes() {
        RelayStream stream = new RelayStream("btcusdt@aggTrade", false);
        does(each -> each.change("one", List.of(stream), List.of()));
        Connection first = Await.result(binance.nextConnection());
        Await.result(first.subscribed(1));
        String frame = Frames.combined(stream.name(), "{}");
        long timer = vertx.setPeriodic(100, due -> first.send(frame));
        Await.result(first.serverShutdown(1_768_028_400_000L));
        Connection silent = Await.result(binance.nextConnection());
        Await.result(silent.closed());
        vertx.cancelTimer(timer);
        assertThat(first.isOpen()).isTrue();

        Connection third = Await.result(binance.nextConnection());
        Await.result(third.subscribed(1));
        Await.result(third.send(frame));
        Await.result(first.closed());
        assertThat(third.isOpen()).isTrue();
    }

    @Test
    void aConnectionThatBringsNothingIsRenewed() {
        does(Upstream::close);
        start(Map.of("TICKCAST_FEED_STALE_AFTER", "100ms", "TICKCAST_FEED_DATA_TIMEOUT", "200ms"));
        RelayStream stream = new RelayStream("btcusdt@aggTrade", false);
        does(each -> each.change("one", List.of(stream), List.of()));
        Connection silent = Await.result(binance.nextConnection());
        Connection next = Await.result(binance.nextConnection());
        Await.result(next.subscribed(1));
        Await.result(next.send(Frames.combined(stream.name(), "{}")));
        Await.result(silent.closed());
        Await.until("the frame came", () -> receivers.size() == 1);
    }

    /** The exchange refuses whole requests, and does not say for which name. */
    private void refuse(String name) {
        binance.replies()
                .always((connection, request) -> request.getString("method").equals("SUBSCRIBE")
                        && request.getJsonArray("params").contains(name)
                        && Reply.error(2, "Invalid request").give(connection, request));
        binance.handshakes()
                .always((request, proceed) ->
                        (request.uri().contains(name) ? Answer.status(400) : Answer.accept()).give(request, proceed));
    }

    @Test
    void aNameThatIsRefusedIsLeftOutOfItsRequest() {
        refuse("bad@trade");
        does(each -> each.change("one", streams(0, 1), List.of()));
        Connection first = Await.result(binance.nextConnection());
        RelayStream bad = new RelayStream("bad@trade", false);
        does(each -> {
            each.change("one", streams(1, 4), List.of());
            each.change("one", List.of(bad), List.of());
            each.change("one", streams(4, 6), List.of());
        });
        Await.result(binance.subscribed(6));
        Await.until("one name is refused", () -> on(connections::refusedNames) == 1);
        Await.result(first.serverShutdown(1_768_028_400_000L));
        Connection next = Await.result(binance.nextConnection());
        Await.result(next.subscribed(6));
        assertThat(next.uri()).doesNotContain("bad@trade");

        does(each -> each.change("one", List.of(), List.of(bad)));
        does(each -> each.sweep(System.nanoTime() + Upstream.LINGER.toNanos()));
        does(each -> each.change("one", List.of(bad), List.of()));
        Await.until("it is asked for again", () -> on(connections::refusedNames) == 2);
    }

    @Test
    void aNameThatWasRefusedIsAskedForAgainAfterAMinute() {
        binance.replies().next(Reply.error(2, "Invalid request"));
        subscribeBeside("late@trade");
        Await.until("it is refused", () -> on(connections::refusedNames) == 1);
        long now = System.nanoTime();
        does(each -> each.sweep(now + Duration.ofSeconds(50).toNanos()));
        assertThat(binance.open()).allSatisfy(each -> assertThat(each.streams()).hasSize(1));
        does(each -> each.sweep(now + RefusedNames.FIRST_PAUSE.toNanos()));
        Await.result(binance.subscribed(2));
    }

    @Test
    void aRequestThatIsNotAnsweredIsDividedAndAskedForAgain() {
        binance.replies().next(Reply.silence());
        Connection connection = subscribeBeside("one@trade", "other@trade");
        Await.result(connection.received().first(message -> message.text().contains("other@trade")));
        does(each -> each.sweep(System.nanoTime() + Duration.ofSeconds(10).toNanos()));
        Await.result(binance.subscribed(3));
        assertThat(on(connections::refusedNames)).isZero();
    }

    /** Subscribes these by a message. */
    private Connection subscribeBeside(String... names) {
        does(each -> each.change("one", streams(0, 1), List.of()));
        Connection connection = Await.result(binance.nextConnection());
        Await.result(connection.subscribed(1));
        List<RelayStream> others =
                Stream.of(names).map(name -> new RelayStream(name, false)).toList();
        does(each -> each.change("one", others, List.of()));
        return connection;
    }

    @Test
    void aNameThatIsRefusedInAPathIsLeftOut() {
        refuse("bad@trade");
        does(each -> each.change("one", List.of(new RelayStream("bad@trade", false)), List.of()));
        does(each -> each.change("one", streams(0, 3), List.of()));
        Await.result(binance.subscribed(3));
        Await.until("the name is refused", () -> on(connections::refusedNames) == 1);
        assertThat(binance.attempts().all())
                .extracting(Attempt::uri)
                .containsExactly("/stream?streams=bad@trade/s0@trade/s1@trade/s2@trade", "/stream");
    }

    @Test
    void millisecondsAndMicrosecondsAreOnConnectionsOfTheirOwn() {
        does(each -> each.change(
                "one",
                List.of(new RelayStream("btcusdt@trade", false), new RelayStream("btcusdt@trade", true)),
                List.of()));
        assertThat(Await.result(Future.all(binance.nextConnection(), binance.nextConnection()))
                        .<Connection>list())
                .extracting(Connection::uri)
                .containsExactlyInAnyOrder(
                        "/stream?streams=btcusdt@trade", "/stream?streams=btcusdt@trade&timeUnit=MICROSECOND");
    }
}
