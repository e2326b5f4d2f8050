package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The powers of a test over a connection. */
class ConnectionTest extends WithServer {
    private ScriptedBinance server;
    private Client client;
    private Connection connection;

    @BeforeEach
    void connect() {
        server = server();
        client = client(server, TICKER);
        connection = await(server.nextConnection());
        await(connection.subscribed(1));
    }

    private static String payload(int number) {
        return Frames.ticker("BTCUSDT", TIME + number, "95000.00000000");
    }

    @Test
    void anyTextMayBeSent() {
        connection.send("[\0");

        assertThat(await(client.texts().next())).isEqualTo("[\0");
    }

    @Test
    void aTextMayBeLarge() {
        connection.send("x".repeat(1_000_000));

        assertThat(await(client.texts().next())).hasSize(1_000_000);
        assertThat(await(client.frames().reached(1))).hasSize(1);
    }

    @Test
    void bytesMayBeSent() {
        connection.sendBinary(Buffer.buffer(new byte[] {0, -1}));

        WebSocketFrame frame = await(client.frames().next());
        assertThat(frame.isBinary()).isTrue();
        assertThat(frame.binaryData().getBytes()).containsExactly(0, -1);
    }

    @Test
    void aTextMayBeBrokenUtf8() {
        connection.sendText(Buffer.buffer(new byte[] {'"', (byte) 0xc3, '"'}));

        assertThat(await(client.texts().next())).isEqualTo("\"\ufffd\"");
    }

    @Test
    void theWebSocketMayBeBroken() {
        connection.sendRaw(Buffer.buffer(new byte[] {(byte) 0xff, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8}));

        await(client.failures().next());
        await(client.closed());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20})
    void aTextMayComeInFragments(int count) {
        connection.sendFragmented("{\"s\":\"币安人生USDT\"}", count);

        assertThat(await(client.texts().next())).isEqualTo("{\"s\":\"币安人生USDT\"}");
        assertThat(await(client.frames().reached(count)).get(count - 1).isFinal())
                .isTrue();
        assertThat(client.frames().count()).isEqualTo(count);
    }

    @Test
    void aPingIsAnsweredWithItsPayload() {
        assertThat(await(connection.ping("42")).text()).isEqualTo("42");
        assertThat(await(connection.ping("42")).text()).isEqualTo("42");
        assertThat(connection.received().count()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"1000,''", "1001,''", "1008,Pong timeout", "1012,service restart"})
    void aConnectionMayBeClosed(int code, String reason) {
        Closed closed = await(connection.close(code, reason));

        assertThat(await(client.closed())).isEqualTo(code);
        assertThat(closed.byServer()).isTrue();
    }

    @Test
    void nothingFollowsACloseFrame() {
        connection.close(1001, "");
        connection.send("too late");

        assertThat(await(server.publish("BTCUSDT", payload(1)))).isZero();
        assertThat(await(client.closed())).isEqualTo(1001);
        assertThat(client.texts().count()).isZero();
    }

    @Test
    void aConnectionMayEndWithoutACloseFrame() {
        Closed closed = await(connection.drop());

        assertThat(closed.byServer()).isTrue();
        assertThat(await(client.closed())).isEqualTo(1006);
        assertThat(client.frames().count()).isZero();
    }

    @Test
    void aConnectionMayBeReset() {
        connection.reset();

        assertThat(await(client.closed())).isEqualTo(1006);
        assertThat(client.failures().all()).extracting(Throwable::getMessage).anyMatch(text -> text.contains("reset"));
    }

    @Test
    void aMutedConnectionAnswersButSendsNoData() {
        connection.mute();

        assertThat(await(server.publish("BTCUSDT", payload(1)))).isZero();
        assertThat(await(client.ask("{\"method\":\"UNSUBSCRIBE\",\"params\":[\"ethusdt@ticker\"],\"id\":5}")))
                .isEqualTo("{\"result\":null,\"id\":5}");
        connection.recover();
        server.publish("BTCUSDT", payload(2));
        assertThat(await(client.texts().next())).isEqualTo(payload(2));
    }

    @Test
    void aFrozenConnectionRepeatsItsLastFrame() {
        await(server.publish("BTCUSDT", payload(1)));
        connection.freeze();
        await(server.publish("BTCUSDT", payload(2)));
        await(server.publish("BTCUSDT", payload(3)));
        connection.recover();
        await(server.publish("BTCUSDT", payload(4)));

        assertThat(await(client.texts().reached(4))).containsExactly(payload(1), payload(1), payload(1), payload(4));
    }

    @Test
    void aShutdownIsAnnouncedRaw() {
        connection.serverShutdown(TIME);

        assertThat(await(client.texts().next())).isEqualTo("{\"e\":\"serverShutdown\",\"E\":1700000000000}");
    }

    @Test
    void aShutdownIsAnnouncedCombined() {
        Client combined = client(server, "/stream?streams=btcusdt@ticker");
        await(server.nextConnection()).serverShutdown(TIME);

        assertThat(await(combined.texts().next()))
                .isEqualTo("{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1700000000000}}");
    }

    @Test
    void aHangingConnectionNeitherReadsNorWrites() {
        await(connection.hang());
        server.publish("BTCUSDT", payload(1));
        await(connection.send("unsent"));
        client.ping("1");
        await(client.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}"));

        Client other = client(server, TICKER);
        await(server.open(2));
        server.publish("BTCUSDT", payload(2));
        assertThat(await(other.texts().next())).isEqualTo(payload(2));
        assertThat(connection.received().count()).isZero();
        assertThat(client.frames().count()).isZero();
    }

    @Test
    void aClientThatDoesNotReadCostsNoMoreThanABacklog() {
        client.reads(false);
        String large = payload(1).replace("}", ",\"zz\":\"" + "z".repeat(4_000_000) + "\"}");
        int sent = 0;
        while (await(server.publish("BTCUSDT", large)) == 1) {
            sent++;
            assertThat(sent).isLessThan(100);
        }

        assertThat(connection.isOpen()).isTrue();
        client.reads(true);
        await(client.texts().reached(sent));
    }

    @Test
    void aBurstArrivesInOrder() {
        Recording recording = Recording.rvn();
        Client rvn = client(server, "/ws/rvnusdt@ticker");
        await(server.subscribed(2));
        recording.next(server);
        recording.burst(server, 21);
        assertThat(recording.left()).isEqualTo(500);
        // No more at once than a connection takes.
        while (recording.left() > 0) {
            await(recording.burst(server, 50));
            await(rvn.texts().reached(522 - recording.left()));
        }

        assertThat(await(rvn.texts().reached(522))).isEqualTo(recording.frames());
    }
}
