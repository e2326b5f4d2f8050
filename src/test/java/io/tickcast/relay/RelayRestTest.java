package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Answer;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Binance's REST below {@code /binance}. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayRestTest extends WithRelay {
    private static final String API = "/binance/api/v3/";
    private static final String BOOK = "{\"lastUpdateId\":1,\"bids\":[],\"asks\":[]}";

    private RawAnswer get(String path) {
        return node().get(API + path);
    }

    private RawAnswer direct(String uri, int port) {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.send("GET " + uri + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close")
                    .answer();
        }
    }

    private int asked() {
        return binance.restCalls().count();
    }

    @Test
    void anAnswerIsTheExchangesAndIsAskedForOnce() {
        RawAnswer first = get("exchangeInfo?symbol=BTCUSDT");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("content-type")).contains("application/json;charset=UTF-8");
        assertThat(first.json().getJsonArray("symbols").getJsonObject(0).getString("symbol"))
                .isEqualTo("BTCUSDT");
        assertThat(get("exchangeInfo?symbol=BTCUSDT").body()).isEqualTo(first.body());
        assertThat(asked()).isEqualTo(1);
        assertThat(counts().getInteger("rest_cached")).isEqualTo(1);
        assertThat(get("exchangeInfo?symbol=ETHUSDT").body()).contains("ETHUSDT");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void candlesAreThoseOfTheExchange() {
        Await.result(binance.trade("BTCUSDT", 1, 1_700_000_000_000L, "35000.10", "1"));
        String query = "klines?interval=1m&symbol=BTCUSDT";
        assertThat(get(query).body())
                .startsWith("[[")
                .isEqualTo(direct("/api/v3/" + query, binance.rest().getPort()).body());
    }

    /** The clock of this machine is months ahead. */
    @Test
    void candlesThatTheExchangeHasJustClosedAreAskedForAgain() {
        long now = 1_768_028_400_000L;
        Await.result(binance.setTime(now));
        assertThat(get("time").status()).isEqualTo(200);
        binance.restAnswers()
                .always(Answer.status(
                        200,
                        "[[" + (now - 60_000) + ",\"1\",\"1\",\"1\",\"1\",\"1\"," + (now - 1)
                                + ",\"1\",1,\"1\",\"1\",\"0\"]]"));
        String query = "klines?interval=1m&symbol=BTCUSDT&endTime=" + (now - 1);
        assertThat(get(query).status()).isEqualTo(200);
        int before = asked();
        Await.until("it is asked for again", () -> get(query).status() == 200 && asked() > before);
    }

    @Test
    void aRefusalIsTheExchanges() {
        RawAnswer answer = get("ticker/24hr?symbol=NOPE");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"code\":-1121,\"msg\":\"Invalid symbol.\"}");
    }

    @Test
    void pingAndTimeHardlyEverAskTheExchange() {
        assertThat(get("ping").body()).isEqualTo("{}");
        assertThat(asked()).isZero();
        Await.result(binance.setTime(1_768_028_400_000L));
        long first = get("time").json().getLong("serverTime");
        assertThat(first).isGreaterThanOrEqualTo(1_768_028_400_000L);
        assertThat(get("time").json().getLong("serverTime"))
                .as("its clock goes on")
                .isGreaterThanOrEqualTo(first);
    }

    @Test
    void aPriceComesFromTheStreamThatAClientHas() {
        String price = "{\"symbol\":\"BTCUSDT\",\"price\":\"7.77000000\"}";
        String trade = "{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"p\":\"7.77000000\"}";
        try (RawWebSocket client = open("/ws/btcusdt@trade")) {
            Await.result(binance.subscribed(1));
            Await.until("the answer is the stream's", () -> {
                Await.result(binance.push("btcusdt@trade", trade));
                text(client);
                return get("ticker/price?symbol=BTCUSDT").body().equals(price);
            });
        }
    }

    @Test
    void otherPathsNeverReachTheExchange() {
        for (String path : new String[] {"account", "order", "klines/x", "", "historicalTrades?symbol=BTCUSDT"}) {
            RawAnswer answer = get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.json().getInteger("code")).isZero();
            assertThat(answer.json().getString("msg"))
                    .as("where clients of the exchange look for it")
                    .isEqualTo(answer.json().getString("message"))
                    .contains("nothing at /binance/api/v3/");
        }
        assertThat(node().get("/binance/sapi/v1/x").status()).isEqualTo(404);
        assertThat(asked()).isZero();
    }

    @Test
    void equalQuestionsAtTheSameTimeAreAskedOnce() {
        AtomicReference<Runnable> release = new AtomicReference<>();
        binance.restAnswers().next((request, proceed) -> release.set(proceed));
        try (RawHttp one = ask("ticker/24hr?symbol=BTCUSDT");
                RawHttp two = ask("ticker/24hr?symbol=BTCUSDT")) {
            Await.until("one was asked, and the other waits", () -> counts().getInteger("rest_cached") == 1);
            Await.until("the exchange has it", () -> release.get() != null);
            binance.run(release.get());
            assertThat(one.answer().body()).isEqualTo(two.answer().body()).contains("BTCUSDT");
        }
        assertThat(asked()).isEqualTo(1);
    }

    private RawHttp ask(String path) {
        return node().connect().send("GET " + API + path + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close");
    }

    /** A client goes on with the book from its first event, which an older answer may lack. */
    @Test
    void aBookIsNeverOlderThanItsQuestion() {
        AtomicReference<Runnable> release = new AtomicReference<>();
        binance.restAnswers()
                .next((request, proceed) ->
                        release.set(() -> Answer.status(200, BOOK).give(request, proceed)))
                .next(Answer.status(200, BOOK.replace(":1,", ":2,")), Answer.status(200, BOOK.replace(":1,", ":3,")));
        try (RawHttp one = ask("depth?symbol=BTCUSDT");
                RawHttp two = connectAfter(release, "depth?symbol=BTCUSDT")) {
            Await.until("the other one waits", () -> counts().getInteger("rest_cached") == 1);
            binance.run(release.get());
            assertThat(one.answer().json().getInteger("lastUpdateId")).isEqualTo(1);
            assertThat(two.answer().json().getInteger("lastUpdateId")).isEqualTo(2);
        }
        assertThat(get("depth?symbol=BTCUSDT").json().getInteger("lastUpdateId"))
                .isEqualTo(3);
    }

    private RawHttp connectAfter(AtomicReference<Runnable> asked, String path) {
        Await.until("the first one is asked", () -> asked.get() != null);
        return ask(path);
    }

    @Test
    void clientsHearOfTheLimitBeforeTheExchangeSaysSo() {
        binance.restAnswers().always(Answer.status(200, BOOK));
        for (int i = 0; i < 14; i++) {
            assertThat(get("depth?limit=5000&symbol=S" + i).status()).isEqualTo(200);
        }
        RawAnswer answer = get("depth?limit=5000&symbol=BTCUSDT");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.headers().get("retry-after"))).isBetween(1, 60);
        assertThat(answer.json().getInteger("code")).isEqualTo(-1003);
        assertThat(asked()).isEqualTo(14);
        assertThat(get("ping").status()).isEqualTo(200);
        assertThat(counts().getInteger("rest_limited")).isEqualTo(1);
    }

    @Test
    void aLimitOfTheExchangeIsPassedOn() {
        binance.restAnswers().always(Answer.retryAfter(429, 100));
        RawAnswer answer = get("ticker/price?symbol=BTCUSDT");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.headers().get("retry-after"))).isBetween(1, 100);
        assertThat(get("ticker/price?symbol=ETHUSDT").status()).isEqualTo(429);
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void anExchangeThatDoesNotAnswerIsUnavailable() {
        binance.restAnswers().always(Answer.hangUp());
        RawAnswer answer = get("ticker/price?symbol=BTCUSDT");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("retry-after", "1");
        assertThat(answer.json().getInteger("code")).isEqualTo(-1001);
    }

    @Test
    void pagesOfOtherSitesMayRead() {
        start(plan().set("TICKCAST_HTTP_CORS_ORIGINS", "https://shop.example"));
        HttpNode node = node();
        assertThat(node.get(API + "ping", "Origin: https://shop.example").headers())
                .containsEntry("access-control-allow-origin", "https://shop.example");
        assertThat(node.get(API + "ping", "Origin: https://other.example").status())
                .isEqualTo(403);
    }
}
