package io.tickcast.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.demo.Answer;
import io.tickcast.demo.Attempt;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolCheckTest {
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");
    private static final List<String> FOUR = List.of("BTCUSDT", "ETHUSDT", "BNBUSDT", "SOLUSDT");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private ScriptedBinance exchange(List<String> symbols) {
        return Await.result(ScriptedBinance.start(vertx, symbols));
    }

    private Map<String, String> check(List<String> symbols, URI... bases) {
        return check(Duration.ofSeconds(20), symbols, bases);
    }

    private Map<String, String> check(Duration timeout, List<String> symbols, URI... bases) {
        // On an event loop, as in a verticle.
        return Await.result(Future.future(promise ->
                vertx.runOnContext(v -> new SymbolCheck(vertx, new HttpClientOptions(), timeout, List.of(bases))
                        .run(symbols)
                        .onComplete(promise))));
    }

    private static List<String> symbols(int count) {
        return IntStream.range(0, count).mapToObj(i -> "S" + i + "USDT").toList();
    }

    private static int asked(Attempt call) {
        String query = call.uri().substring(call.uri().indexOf('=') + 1);
        return new JsonArray(URLDecoder.decode(query, StandardCharsets.UTF_8)).size();
    }

    @Test
    void nothingIsSaidOfSymbolsThatTrade() {
        ScriptedBinance binance = exchange(FOUR);

        assertThat(check(FOUR, binance.rest())).isEmpty();
        assertThat(binance.restCalls().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCheckThatIsClosedWhileItAsksFails(boolean connected) {
        ScriptedBinance binance = exchange(FOUR);
        binance.restAnswers().next(Answer.never());
        Promise<Map<String, String>> checked = Promise.promise();
        vertx.runOnContext(v -> {
            SymbolCheck check =
                    new SymbolCheck(vertx, new HttpClientOptions(), Duration.ofMinutes(5), List.of(binance.rest()));
            check.run(FOUR).onComplete(checked);
            if (connected) {
                binance.restCalls().reached(1).onSuccess(asked -> check.close());
            } else {
                check.close();
            }
        });

        assertThatThrownBy(() -> Await.result(checked.future())).hasMessage("failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HALT", "BREAK", "END_OF_DAY", "CANCEL_ONLY", "SOMETHING_NEW"})
    void anotherStatusIsTheReason(String status) {
        ScriptedBinance binance = exchange(FOUR);
        binance.list("BNBUSDT", status);

        assertThat(check(FOUR, binance.rest())).containsExactly(Map.entry("BNBUSDT", status));
    }

    @Test
    void unknownSymbolsAreFoundByHalving() {
        List<String> symbols = symbols(100);
        ScriptedBinance binance = exchange(symbols);
        binance.delist("S17USDT");
        binance.delist("S18USDT");
        binance.delist("S99USDT");
        binance.list("S50USDT", "BREAK");

        assertThat(check(symbols, binance.rest()))
                .containsOnly(
                        Map.entry("S17USDT", "unknown symbol"), Map.entry("S18USDT", "unknown symbol"),
                        Map.entry("S99USDT", "unknown symbol"), Map.entry("S50USDT", "BREAK"));
        assertThat(binance.restCalls().count()).isLessThan(40);
    }

    @Test
    void theOnlySymbolMayBeUnknown() {
        assertThat(check(List.of("NOPEUSDT"), exchange(FOUR).rest()))
                .containsExactly(Map.entry("NOPEUSDT", "unknown symbol"));
    }

    @Test
    void aHundredAreAskedForAtOnce() {
        List<String> symbols = symbols(250);
        ScriptedBinance binance = exchange(symbols);

        assertThat(check(symbols, binance.rest())).isEmpty();
        assertThat(binance.restCalls().all()).extracting(SymbolCheckTest::asked).containsExactly(100, 100, 50);
    }

    @Test
    void symbolsBeyondAsciiAreAskedFor() {
        List<String> symbols = List.of("币安人生USDT", "BTCUSDT");

        assertThat(check(symbols, exchange(symbols).rest())).isEmpty();
    }

    @Test
    void aListOfWrongSymbolsIsGivenUpBeforeItIsABurden() {
        ScriptedBinance binance = exchange(FOUR);

        assertThatThrownBy(() -> check(symbols(200), binance.rest()))
                .hasRootCauseMessage("more than 100 requests would be needed: check `symbols`");
        assertThat(binance.restCalls().count()).isEqualTo(100);
    }

    @Test
    void aBaseWhereNobodyListensIsFollowedByTheNext() {
        ScriptedBinance binance = exchange(FOUR);
        binance.list("BNBUSDT", "HALT");

        assertThat(check(FOUR, NOBODY, binance.rest())).containsExactly(Map.entry("BNBUSDT", "HALT"));
    }

    @Test
    void aBaseThatDoesNotAnswerIsFollowedByTheNext() {
        ScriptedBinance hanging = exchange(FOUR);
        hanging.restAnswers().always(Answer.never());
        ScriptedBinance binance = exchange(FOUR);
        binance.list("BNBUSDT", "HALT");

        assertThat(check(Duration.ofMillis(500), FOUR, hanging.rest(), binance.rest()))
                .containsExactly(Map.entry("BNBUSDT", "HALT"));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 418, 429, 451, 500, 502})
    void aBaseThatRefusesIsFollowedByTheNext(int status) {
        ScriptedBinance refusing = exchange(FOUR);
        refusing.restAnswers().always(Answer.status(status, "<html>no</html>"));
        ScriptedBinance binance = exchange(FOUR);
        binance.list("BNBUSDT", "HALT");

        assertThat(check(FOUR, refusing.rest(), binance.rest())).containsExactly(Map.entry("BNBUSDT", "HALT"));
        assertThat(refusing.restCalls().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{}",
                "{\"symbols\":null}",
                "{\"symbols\":{}}",
                "<html>",
                "{\"code\":-1121}x",
                "{\"code\":\"-1121\"}",
                "{\"code\":-1003,\"msg\":\"Too much request weight used\"}"
            })
    void aBaseThatTalksNonsenseIsFollowedByTheNext(String body) {
        ScriptedBinance odd = exchange(FOUR);
        odd.restAnswers().always(Answer.status(200, body));
        ScriptedBinance binance = exchange(FOUR);

        assertThat(check(FOUR, odd.rest(), binance.rest())).isEmpty();
    }

    @Test
    void aSymbolThatTheAnswerLeavesOutIsNotListed() {
        ScriptedBinance odd = exchange(FOUR);
        odd.restAnswers()
                .always(
                        Answer.status(
                                200,
                                "{\"symbols\":[7,null,[],{},{\"symbol\":null,\"status\":1},"
                                        + "{\"symbol\":\"ELSEUSDT\",\"status\":\"HALT\"},{\"symbol\":\"BTCUSDT\",\"status\":\"TRADING\"}]}"));

        assertThat(check(FOUR, odd.rest()))
                .containsOnly(
                        Map.entry("ETHUSDT", "not listed"),
                        Map.entry("BNBUSDT", "not listed"),
                        Map.entry("SOLUSDT", "not listed"));
    }

    @Test
    void whatOneBaseSaidIsForgottenWhenItThenFails() {
        List<String> symbols = symbols(150);
        ScriptedBinance half = exchange(symbols);
        half.list("S3USDT", "HALT");
        half.restAnswers().next(Answer.accept()).always(Answer.status(502));
        ScriptedBinance binance = exchange(symbols);

        assertThat(check(symbols, half.rest(), binance.rest())).isEmpty();
    }

    @Test
    void withoutAnAnswerFromAnyBaseTheCheckFails() {
        ScriptedBinance refusing = exchange(FOUR);
        refusing.restAnswers().always(Answer.status(502, "{}"));

        assertThatThrownBy(() -> check(FOUR, NOBODY, refusing.rest()))
                .hasRootCauseMessage(refusing.rest() + " answers 502");
    }

    @Test
    void anAnswerWithoutEndIsGivenUp() {
        ScriptedBinance exchange = exchange(FOUR);
        exchange.restAnswers().always((request, proceed) -> {
            request.response().setChunked(true);
            Buffer part = Buffer.buffer(new byte[1 << 16]);
            request.connection().exceptionHandler(e -> {});
            sendForEver(request.response(), part);
        });
        assertThatThrownBy(() -> check(FOUR, exchange.rest()))
                .hasRootCauseMessage("an answer of more than 4194304 bytes");
    }

    private static void sendForEver(HttpServerResponse response, Buffer part) {
        response.write(part).onSuccess(v -> sendForEver(response, part));
    }
}
