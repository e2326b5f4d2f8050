package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.UpgradeRejectedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeBinanceStreamsTest extends WithServer {
    private static final String BTC = Frames.ticker("BTCUSDT", TIME, "95000.00000000");
    private static final String ETH = Frames.ticker("ETHUSDT", TIME, "3300.00000000");

    @Test
    void aRawStreamSendsTheBarePayload() {
        ScriptedBinance server = server();
        Client client = client(server, TICKER);
        await(server.subscribed(1));

        assertThat(await(server.publish("BTCUSDT", BTC))).isEqualTo(1);
        assertThat(await(client.texts().next())).isEqualTo(BTC);
    }

    @Test
    void tradesHaveAStreamOfTheirOwn() {
        ScriptedBinance server = server();
        Client client = client(server, "/stream?streams=btcusdt@aggTrade");
        await(server.subscribed(1));

        assertThat(await(server.publish("BTCUSDT", BTC))).isZero();
        assertThat(await(server.trade("BTCUSDT", 7, 70, 71, TIME, "95000.10"))).isEqualTo(1);
        assertThat(await(client.texts().next()))
                .isEqualTo(Frames.combined("btcusdt@aggTrade", Frames.trade("BTCUSDT", 7, 70, 71, TIME, "95000.10")));
    }

    @Test
    void aRawUrlMayNameSeveralStreams() {
        ScriptedBinance server = server();
        Client client = client(server, "/ws/btcusdt@ticker/ethusdt@ticker");
        await(server.subscribed(2));

        server.publish("BTCUSDT", BTC);
        server.publish("ETHUSDT", ETH);
        assertThat(await(client.texts().reached(2))).containsExactly(BTC, ETH);
    }

    @Test
    void everyStreamOfAUrlNeedsItsOwnType() {
        ScriptedBinance server = server();
        client(server, "/ws/btcusdt/ethusdt/bnbusdt@ticker");

        assertThat(await(server.nextConnection()).streams()).containsExactly("bnbusdt@ticker");
    }

    @Test
    void aCombinedStreamWrapsThePayloadWithItsName() {
        ScriptedBinance server = server();
        Client client = client(server, "/stream?streams=btcusdt@ticker/ethusdt@ticker");
        await(server.subscribed(2));

        server.publish("ETHUSDT", ETH);
        assertThat(await(client.texts().next())).isEqualTo("{\"stream\":\"ethusdt@ticker\",\"data\":" + ETH + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws/%E5%B8%81%E5%AE%89usdt%40ticker",
                "/stream?streams=%E5%B8%81%E5%AE%89usdt%40ticker",
                "/stream?timeUnit=MILLISECOND&streams=%E5%B8%81%E5%AE%89usdt@ticker"
            })
    void namesArePercentDecoded(String target) {
        ScriptedBinance server = server();
        Client client = client(server, target);

        assertThat(await(server.subscribed(1))).containsExactly("币安usdt@ticker");
        server.publish("币安USDT", Frames.ticker("币安USDT", TIME, "0.01000000"));
        assertThat(await(client.texts().next())).contains("\"s\":\"币安USDT\"");
    }

    @Test
    void aSlashInAListOfStreamsMayBeEncoded() {
        ScriptedBinance server = server();
        client(server, "/stream?streams=btcusdt@ticker%2Fethusdt@ticker");

        assertThat(await(server.subscribed(2))).containsExactlyInAnyOrder("btcusdt@ticker", "ethusdt@ticker");
    }

    @Test
    void streamNamesAreInSmallLetters() {
        ScriptedBinance server = server();
        client(server, "/ws/BTCUSDT@ticker");
        await(server.subscribed(1));

        assertThat(await(server.publish("BTCUSDT", BTC))).isZero();
    }

    @Test
    void aConnectionMayAskForMicroseconds() {
        ScriptedBinance server = server();
        Client client = client(server, TICKER + "?timeUnit=MICROSECOND");
        await(server.subscribed(1));

        server.publish("BTCUSDT", BTC);
        assertThat(await(client.texts().next()))
                .contains("\"E\":" + TIME + "000,", "\"O\":" + (TIME - 86_400_000) + "000,", "\"C\":" + TIME + "000,")
                .contains("\"F\":1001,\"L\":6000,\"n\":5000");
    }

    @Test
    void aPayloadGoesToAllThatSubscribedAndNobodyElse() {
        ScriptedBinance server = server();
        List<Client> both = List.of(client(server, TICKER), client(server, "/stream?streams=btcusdt@ticker"));
        client(server, "/ws/ethusdt@ticker");
        await(server.subscribed(2));
        await(server.open(3));

        assertThat(await(server.publish("BTCUSDT", BTC))).isEqualTo(2);
        both.forEach(client -> assertThat(await(client.texts().next())).contains(BTC));
    }

    @Test
    void aSymbolIsTakenInAnyCase() {
        ScriptedBinance server = server();
        client(server, TICKER);
        await(server.subscribed(1));

        assertThat(await(server.publish("btcusdt", BTC))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/wss/btcusdt@ticker", "/streams"})
    void anUnknownPathIsRefused(String target) {
        ScriptedBinance server = server();

        assertThatThrownBy(() -> client(server, target))
                .isInstanceOf(UpgradeRejectedException.class)
                .hasMessageContaining("404");
        assertThat(server.connections().count()).isZero();
    }

    @Test
    void aBrokenEscapeLeadsNowhere() {
        assertThat(Target.of("/ws/%zz")).isEmpty();
    }

    @Test
    void aPlusSignIsNoBlank() {
        assertThat(Target.of("/ws/a+b@ticker").orElseThrow().streams()).containsExactly("a+b@ticker");
    }

    @Test
    void aUrlBeyondEightKilobytesIsRefused() {
        ScriptedBinance server = server();

        assertThatThrownBy(() -> client(server, "/ws/" + "x".repeat(9_000)))
                .isInstanceOf(UpgradeRejectedException.class)
                .hasMessageContaining("414");
    }
}
