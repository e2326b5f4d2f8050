package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Future;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The powers of a test over clients before and around their connections. */
class ScriptedBinanceTest extends WithServer {
    private static final String SUBSCRIBE = "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@ticker\"],\"id\":1}";

    private UpgradeRejectedException refusal(ScriptedBinance server) {
        return catchThrowableOfType(UpgradeRejectedException.class, () -> client(server, TICKER));
    }

    @ParameterizedTest
    @ValueSource(ints = {451, 403, 429, 418, 502})
    void aHandshakeMayBeRefusedOnce(int status) {
        ScriptedBinance server = server();
        server.handshakes().next(Answer.status(status));

        assertThat(refusal(server).getStatus()).isEqualTo(status);
        client(server, TICKER);
        assertThat(server.attempts().all()).extracting(Attempt::uri).containsExactly(TICKER, TICKER);
        assertThat(server.connections().count()).isEqualTo(1);
    }

    @Test
    void aRefusalMayNameATime() {
        ScriptedBinance server = server();
        server.handshakes().next(Answer.retryAfter(418, 120));

        assertThat(refusal(server).getHeaders().get("Retry-After")).isEqualTo("120");
    }

    @Test
    void handshakesMayBeRefusedUntilToldOtherwise() {
        ScriptedBinance server = server();
        server.handshakes().next(Answer.status(502)).always(Answer.status(451));

        assertThat(refusal(server).getStatus()).isEqualTo(502);
        assertThat(refusal(server).getStatus()).isEqualTo(451);
        assertThat(refusal(server).getStatus()).isEqualTo(451);
        server.handshakes().always(Answer.accept());
        client(server, TICKER);
    }

    @Test
    void aHandshakeMayBeSlow() {
        ScriptedBinance server = server();
        server.handshakes().next(Answer.accept().after(Duration.ofMillis(50)));

        client(server, TICKER);
        await(server.subscribed(1));
    }

    @Test
    void aClientMayLeaveDuringASlowHandshake() {
        ScriptedBinance server = server();
        server.handshakes().next(Answer.accept().after(Duration.ofMillis(200)));
        WebSocketClient impatient = vertx.createWebSocketClient();
        Future<WebSocket> left = impatient.connect(new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(server.endpoint().getPort())
                .setURI(TICKER));
        await(server.attempts().next());
        await(impatient.close());
        boolean opened = await(left.map(true).otherwise(false));
        assertThat(opened).isFalse();
        server.handshakes().next(Answer.accept().after(Duration.ofMillis(400)));
        client(server, TICKER);

        assertThat(await(server.open(1))).extracting(Connection::isOpen).containsExactly(true);
        assertThat(server.connections().count()).isEqualTo(1);
    }

    @Test
    void aHandshakeMayStayWithoutAnswer() {
        ScriptedBinance server = server();
        server.handshakes().next(Answer.never());
        Client.connect(vertx, server.endpoint(), TICKER);

        assertThat(await(server.attempts().next()).headers().get("Upgrade")).isEqualTo("websocket");
        client(server, TICKER);
        assertThat(server.connections().count()).isEqualTo(1);
    }

    @Test
    void aHandshakeMayEndInAClosedConnection() {
        ScriptedBinance server = server();
        server.handshakes().next(Answer.hangUp());

        assertThatThrownBy(() -> client(server, TICKER)).isNotInstanceOf(UpgradeRejectedException.class);
    }

    @Test
    void connectionsAreSeenWithWhatTheyAskedFor() {
        ScriptedBinance server = server();
        client(server, TICKER);
        client(server, "/stream?streams=ethusdt@ticker");
        await(server.subscribed(2));

        Connection first = await(server.nextConnection());
        Connection second = await(server.nextConnection());
        assertThat(first.uri()).isEqualTo(TICKER);
        assertThat(first.headers().get("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(first.streams()).containsExactly("btcusdt@ticker");
        assertThat(second.uri()).isEqualTo("/stream?streams=ethusdt@ticker");
        assertThat(List.of(first.number(), second.number())).containsExactly(0, 1);
        assertThat(server.connections().all()).containsExactly(first, second);
    }

    @Test
    void theEndOfAConnectionIsSeen() {
        ScriptedBinance server = server();
        Client client = client(server, TICKER);
        Connection connection = await(server.nextConnection());
        client.close();

        Closed closed = await(connection.closed());
        assertThat(closed.code()).isEqualTo(1000);
        assertThat(closed.byServer()).isFalse();
        assertThat(connection.isOpen()).isFalse();
        assertThat(server.closes()).isEqualTo(1);
        assertThat(await(server.open(0))).isEmpty();
    }

    @Test
    void whatAClientSendsIsSeen() {
        ScriptedBinance server = server();
        Client client = client(server, "/ws");
        client.send(SUBSCRIBE);
        client.ping("are you there");
        Connection connection = await(server.nextConnection());

        List<Received> received = await(connection.received().reached(2));
        assertThat(received).extracting(Received::kind).containsExactly(Received.Kind.TEXT, Received.Kind.PING);
        assertThat(received.get(0).json().getString("method")).isEqualTo("SUBSCRIBE");
        assertThat(received.get(1).text()).isEqualTo("are you there");
        assertThat(received.get(1).atNanos())
                .isGreaterThanOrEqualTo(received.get(0).atNanos());
        assertThat(await(connection.subscribed(1))).containsExactly("btcusdt@ticker");
    }

    @Test
    void aSubscriptionMayBeRefused() {
        ScriptedBinance server = server();
        server.replies().next(Reply.error(2, "Invalid request"));
        Client client = client(server, "/ws");

        assertThat(await(client.ask(SUBSCRIBE)))
                .isEqualTo("{\"error\":{\"code\":2,\"msg\":\"Invalid request\"},\"id\":1}");
        assertThat(await(client.ask(SUBSCRIBE))).isEqualTo("{\"result\":null,\"id\":1}");
    }

    @Test
    void aSubscriptionMayStayUnanswered() {
        ScriptedBinance server = server();
        server.replies().next(Reply.silence());
        Client client = client(server, "/ws");
        client.send(SUBSCRIBE);

        assertThat(await(client.ask("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":2}")))
                .isEqualTo("{\"result\":[],\"id\":2}");
    }

    @Test
    void aSubscriptionMayBeAcknowledgedAndForgotten() {
        ScriptedBinance server = server();
        server.replies().next(Reply.emptyPromise());
        Client client = client(server, "/ws");

        assertThat(await(client.ask(SUBSCRIBE))).isEqualTo("{\"result\":null,\"id\":1}");
        assertThat(await(server.nextConnection()).streams()).isEmpty();
    }

    @Test
    void aConnectionMayBeMaltreatedFromItsStart() {
        ScriptedBinance server = server().onConnection(Connection::mute);
        client(server, TICKER);
        await(server.subscribed(1));

        assertThat(await(server.publish("BTCUSDT", Frames.ticker("BTCUSDT", TIME, "95000.00000000"))))
                .isZero();
    }

    @Test
    void aServerMayComeBackOnItsPort() {
        ScriptedBinance server = server();
        Client client = client(server, TICKER);
        int port = server.endpoint().getPort();
        await(server.close());
        await(client.closed());

        ScriptedBinance again = await(ScriptedBinance.start(vertx, port, List.of("BTCUSDT"), Limits.REAL));
        client(again, TICKER);
        await(again.subscribed(1));
    }
}
