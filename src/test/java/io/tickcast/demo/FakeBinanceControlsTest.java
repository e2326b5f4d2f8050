package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeBinanceControlsTest extends WithServer {
    private static final Limits PATIENT = Limits.REAL.withoutPings().withMessages(1000, Limits.REAL.messageWindow());

    private static String request(String method, String params, int id) {
        return "{\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":" + id + "}";
    }

    @Test
    void subscribingIsAcknowledgedAndBringsData() {
        ScriptedBinance server = server(PATIENT);
        Client client = client(server, "/ws");

        assertThat(await(client.ask(request("SUBSCRIBE", "[\"btcusdt@ticker\",\"ethusdt@ticker\"]", 1))))
                .isEqualTo("{\"result\":null,\"id\":1}");
        String payload = Frames.ticker("ETHUSDT", TIME, "3300.00000000");
        server.publish("ETHUSDT", payload);
        assertThat(await(client.texts().next())).isEqualTo(payload);
    }

    @Test
    void onABareStreamTheDataIsCombined() {
        ScriptedBinance server = server(PATIENT);
        Client client = client(server, "/stream");
        await(client.ask(request("SUBSCRIBE", "[\"btcusdt@ticker\"]", 1)));

        server.publish("BTCUSDT", Frames.ticker("BTCUSDT", TIME, "95000.00000000"));
        assertThat(new JsonObject(await(client.texts().next())).getString("stream"))
                .isEqualTo("btcusdt@ticker");
    }

    @Test
    void unsubscribingIsAcknowledgedAndEndsTheData() {
        ScriptedBinance server = server(PATIENT);
        Client client = client(server, TICKER);

        assertThat(await(client.ask(request("UNSUBSCRIBE", "[\"btcusdt@ticker\"]", 312))))
                .isEqualTo("{\"result\":null,\"id\":312}");
        assertThat(await(server.publish("BTCUSDT", Frames.ticker("BTCUSDT", TIME, "95000.00000000"))))
                .isZero();
    }

    @Test
    void subscriptionsAreListed() {
        Client client = client(server(PATIENT), "/ws/btcusdt@ticker/ethusdt@ticker");

        assertThat(await(client.ask("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":3}")))
                .isEqualTo("{\"result\":[\"btcusdt@ticker\",\"ethusdt@ticker\"],\"id\":3}");
    }

    @Test
    void anUnknownSymbolIsAcknowledgedAndThenSilent() {
        ScriptedBinance server = server(PATIENT);
        Client client = client(server, "/ws");

        assertThat(await(client.ask(request("SUBSCRIBE", "[\"maticusdt@ticker\"]", 1))))
                .isEqualTo("{\"result\":null,\"id\":1}");
        assertThat(await(server.nextConnection()).streams()).containsExactly("maticusdt@ticker");
    }

    @Test
    void theIdMayBeATextOrNull() {
        Client client = client(server(PATIENT), "/ws");

        assertThat(await(client.ask("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@ticker\"],\"id\":\"a\"}")))
                .isEqualTo("{\"result\":null,\"id\":\"a\"}");
        assertThat(await(client.ask("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@ticker\"],\"id\":null}")))
                .isEqualTo("{\"result\":null,\"id\":null}");
    }

    @Test
    void whetherPayloadsAreCombinedIsAProperty() {
        Client client = client(server(PATIENT), "/ws");

        assertThat(await(client.ask(request("GET_PROPERTY", "[\"combined\"]", 1))))
                .isEqualTo("{\"result\":false,\"id\":1}");
        assertThat(await(client.ask(request("SET_PROPERTY", "[\"combined\",true]", 2))))
                .isEqualTo("{\"result\":null,\"id\":2}");
        assertThat(await(client.ask(request("GET_PROPERTY", "[\"combined\"]", 3))))
                .isEqualTo("{\"result\":true,\"id\":3}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"method":"JUMP","params":[],"id":4}                     | 2 | 4
      {"params":["btcusdt@ticker"],"id":4}                     | 2 | 4
      {"method":"SUBSCRIBE","id":4}                            | 2 | 4
      {"method":"SUBSCRIBE","params":"btcusdt@ticker","id":4}  | 2 | 4
      {"method":"SUBSCRIBE","params":[],"id":4}                | 2 | 4
      {"method":"SUBSCRIBE","params":[7],"id":4}               | 1 | 4
      {"method":"SET_PROPERTY","params":["combined",7],"id":4} | 1 | 4
      {"method":"SET_PROPERTY","params":["combined"],"id":4}   | 1 | 4
      {"method":"SET_PROPERTY","params":["colour",true],"id":4}| 0 | 4
      {"method":"GET_PROPERTY","params":["colour"],"id":4}     | 0 | 4
      """)
    void aBadRequestIsAnErrorWithTheIdOfTheRequest(String request, int code, int id) {
        JsonObject answer = new JsonObject(await(client(server(PATIENT), "/ws").ask(request)));

        assertThat(answer.getJsonObject("error").getInteger("code")).isEqualTo(code);
        assertThat(answer.getJsonObject("error").getString("msg")).isNotEmpty();
        assertThat(answer.getInteger("id")).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"method"                                                | 3
      nonsense                                                 | 3
      []                                                       | 2
      {"method":"SUBSCRIBE","params":["a@ticker"],"id":-1}     | 2
      {"method":"SUBSCRIBE","params":["a@ticker"],"id":1.5}    | 2
      """)
    void whatHasNoUsableIdIsAnErrorWithoutOne(String request, int code) {
        JsonObject answer = new JsonObject(await(client(server(PATIENT), "/ws").ask(request)));

        assertThat(answer.getJsonObject("error").getInteger("code")).isEqualTo(code);
        assertThat(answer.containsKey("id")).isFalse();
    }

    @Test
    void errorsMayBeFlatAsDocumented() {
        Client client = client(server(PATIENT).flatErrors(), "/ws");

        JsonObject answer = new JsonObject(await(client.ask("{\"method\":\"JUMP\",\"id\":4}")));
        assertThat(answer.fieldNames()).containsExactly("code", "msg", "id");
        assertThat(answer.getInteger("code")).isEqualTo(2);
    }

    @Test
    void tooManySubscriptionsAreErrorFourAndAddNothing() {
        ScriptedBinance server = server(PATIENT.withStreams(2));
        Client client = client(server, TICKER);

        assertThat(await(client.ask(request("SUBSCRIBE", "[\"ethusdt@ticker\",\"solusdt@ticker\"]", 9))))
                .isEqualTo("{\"error\":{\"code\":4,\"msg\":\"Too many subscriptions\"},\"id\":9}");
        assertThat(await(server.nextConnection()).streams()).containsExactly("btcusdt@ticker");
        assertThat(await(client.ask(request("SUBSCRIBE", "[\"ethusdt@ticker\",\"btcusdt@ticker\"]", 10))))
                .isEqualTo("{\"result\":null,\"id\":10}");
    }
}
