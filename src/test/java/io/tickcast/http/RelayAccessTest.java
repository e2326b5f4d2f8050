package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The symbols of a token on the relay of a node that asks for tokens. */
class RelayAccessTest extends WithTokens {
    private static final String WS = "/binance/ws";

    private final HttpNode relaying =
            plan().set("TICKCAST_RELAY_BINANCE_ENABLED", "true").start();

    @Override
    @AfterEach
    void close() {
        relaying.close();
        super.close();
    }

    private RawAnswer ask(String path, String... headers) {
        try (RawHttp http = relaying.connect()) {
            return RawWebSocket.ask(http, path, headers);
        }
    }

    private String tokenOfBitcoin() {
        String token = tokenFor("BTC*");
        get(relaying, "/api/prices", bearer(token));
        return token;
    }

    @Test
    void aClientGetsTheStreamsOfItsSymbols() {
        String token = tokenOfBitcoin();
        assertThat(ask(WS + "/btcusdt@trade").status()).isEqualTo(401);
        assertThat(ask(WS + "/btcusdt@trade/ethusdt@trade", bearer(token)).status())
                .isEqualTo(403);
        assertThat(ask("/binance/stream?streams=!miniTicker@arr", bearer(token)).status())
                .as("the whole market")
                .isEqualTo(403);
        try (RawWebSocket client = RawWebSocket.open(relaying.connect(), WS + "/btcusdt@trade", bearer(token))) {
            client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"btceur@trade\",\"ethusdt@trade\"],\"id\":1}");
            assertThat(new JsonObject(client.frame(RawWebSocket.TEXT).text()))
                    .isEqualTo(new JsonObject("{\"error\":{\"code\":2,\"msg\":\"Invalid request: your token is not for"
                            + " ethusdt@trade\"},\"id\":1}"));
            client.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":2}");
            assertThat(new JsonObject(client.frame(RawWebSocket.TEXT).text()).getJsonArray("result"))
                    .as("a request is done as a whole or not at all")
                    .containsExactly("btcusdt@trade");
        }
    }

    @Test
    void aClientAsksRestForItsSymbols() {
        String token = tokenOfBitcoin();
        assertThat(relaying.get("/binance/api/v3/ping").status()).isEqualTo(401);
        assertThat(relaying.get("/binance/api/v3/ping", bearer(token)).status()).isEqualTo(200);
        assertThat(relaying.get("/binance/api/v3/depth?symbol=ETHUSDT", bearer(token))
                        .status())
                .isEqualTo(403);
        assertThat(relaying.get("/binance/api/v3/ticker/price", bearer(token)).status())
                .isEqualTo(403);
    }

    @Test
    void aConnectionEndsWithItsToken() {
        String token = ISSUER.token(
                Issuer.claims().put("exp", Instant.now().plusSeconds(4).getEpochSecond()));
        get(relaying, "/api/prices", bearer(token));
        try (RawWebSocket client = RawWebSocket.open(relaying.connect(), WS, bearer(token))) {
            assertThat(client.frame(RawWebSocket.CLOSE).code()).isEqualTo(4401);
        }
    }
}
