package io.tickcast.page;

import static io.tickcast.page.StreamServer.GREETING;
import static io.tickcast.page.StreamServer.KEYED_GREETING;
import static io.tickcast.page.StreamServer.price;
import static io.tickcast.page.StreamServer.snapshotPrice;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.page.StreamServer.Change;
import io.tickcast.testing.Await;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of an open stream, against a server that answers them as the test says. */
class ClientChangesTest extends WithStreamServer {
    private static final String SOON = "retry: 100\n";
    private static final String NEW_KEY = KEYED_GREETING.replace("s1", "s2").replace("k1", "k2");

    private HttpServerResponse stream;

    /** A tab with a stream of A and B, which has a price of A. */
    private Tab opened() {
        Tab tab = tab(Map.of("shared", false, "symbols", List.of("A", "B")));
        stream = server.stream(SOON + KEYED_GREETING + price("A", 1));
        tab.prices(1);
        return tab;
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    /** Runs this and keeps what became of its promise, if it gives one. */
    private static void ask(Tab tab, String script) {
        tab.evaluate("() => { window.said ??= []; const change = " + script
                + "; change.then(() => said.push('done'), error => said.push(error.message)) }");
    }

    private static void awaitSaid(Tab tab, String... answers) {
        tab.await("window.said?.length >= " + answers.length);
        assertThat(tab.texts("said")).containsExactly(answers);
    }

    @Test
    void changesOfOneTurnAreOneRequestAndOutliveTheConnection() {
        Tab tab = opened();
        ask(
                tab,
                "(service.subscribe('c, D'), service.subscribe('E'), service.unsubscribe(['A', 'E']),"
                        + " service.setInterval(0), service.setInterval(500))");
        Change change = server.takeChange();
        assertThat(change.request().method().name()).isEqualTo("PATCH");
        assertThat(change.request().path()).isEqualTo("/api/sse/streams/s1");
        assertThat(change.request().getHeader("X-Stream-Key")).isEqualTo("k1");
        assertThat(change.body()).isEqualTo(json("{'remove': ['A'], 'add': ['C', 'D'], 'interval': 500}"));
        change.accept();
        awaitSaid(tab, "done");
        tab.await("changes.length === 1");

        stream.reset();
        HttpServerRequest again = server.take();
        assertThat(again.getParam("symbols")).isEqualTo("B,C,D");
        assertThat(again.getParam("interval")).isEqualTo("500");
        assertThat(again.getHeader("Last-Event-ID")).isEqualTo("1");
    }

    @Test
    void whatIsChangedBeforeTheFirstConnectionIsPartOfItsRequest() {
        Tab tab = opened();
        tab.evaluate("() => service.disconnect()");
        ask(tab, "(service.subscribe('C'), service.unsubscribe('A'))");
        awaitSaid(tab, "done");
        tab.evaluate("() => connect()");
        assertThat(server.take().getParam("symbols")).isEqualTo("B,C");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aChangeThatIsPutOffIsAskedForAgain(int status) {
        Tab tab = opened();
        ask(tab, "service.subscribe('C')");
        server.takeChange().refuse(status, "later");
        Change again = server.takeChange();
        assertThat(again.body()).isEqualTo(json("{'add': ['C']}"));
        again.accept();
        awaitSaid(tab, "done");
        assertThat(tab.states()).containsExactly("connecting", "live");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void aChangeThatAProxyPutsOffIsAskedForAgain(int status) {
        Tab tab = opened();
        ask(tab, "service.subscribe('C')");
        Await.result(
                server.takeChange().request().response().setStatusCode(status).end("<h1>Later</h1>"));
        server.takeChange().accept();
        awaitSaid(tab, "done");
        assertThat(tab.states()).containsExactly("connecting", "live");
    }

    @Test
    void aChangeThatTheServerRefusesIsUndoneAndTheOthersAreMade() {
        Tab tab = opened();
        ask(tab, "(service.subscribe('C'), service.subscribe('?'))");
        ask(tab, "service.unsubscribe('A')");
        server.takeChange().refuse(400, "symbols: ? is not a symbol");
        Change first = server.takeChange();
        assertThat(first.body()).isEqualTo(json("{'add': ['C']}"));
        first.accept();
        Change wrong = server.takeChange();
        assertThat(wrong.body()).isEqualTo(json("{'add': ['?']}"));
        wrong.refuse(400, "symbols: ? is not a symbol");
        Change last = server.takeChange();
        assertThat(last.body()).isEqualTo(json("{'remove': ['A']}"));
        last.accept();
        awaitSaid(tab, "symbols: ? is not a symbol", "done");
        assertThat(tab.texts("errors")).containsExactly("symbols: ? is not a symbol");

        stream.reset();
        assertThat(server.take().getParam("symbols")).isEqualTo("B,C");
        assertThat(tab.fatal()).isEmpty();
    }

    @Test
    void manyNamesAreAskedForInPartsAndInSmallerOnesWhereTheServerTakesNoMore() {
        Tab tab = opened();
        ask(tab, "service.subscribe(Array.from({ length: 600 }, (_, n) => 'SYMBOL' + (n + 100)))");
        Change tooLarge = server.takeChange();
        int size = tooLarge.body().getJsonArray("add").size();
        assertThat(tooLarge.body().encode().length()).isLessThan(4_096);
        tooLarge.refuse(413, "too large");
        List<Object> added = new ArrayList<>();
        while (added.size() < 600) {
            Change change = server.takeChange();
            JsonArray names = change.body().getJsonArray("add");
            assertThat(names.size()).isBetween(1, size / 2 + 1);
            names.forEach(added::add);
            change.accept();
        }
        assertThat(added).doesNotHaveDuplicates();
        awaitSaid(tab, "done");
    }

    @Test
    void whatWasDoneOfAChangeIsUndoneWhenTheRestIsRefused() {
        Tab tab = opened();
        ask(tab, "service.subscribe(Array.from({ length: 300 }, (_, n) => 'SYMBOL' + n))");
        Change part = server.takeChange();
        part.accept();
        server.takeChange().refuse(400, "symbols: name 1 to 250");
        Change undo = server.takeChange();
        assertThat(undo.body().getJsonArray("remove")).isEqualTo(part.body().getJsonArray("add"));
        undo.accept();
        awaitSaid(tab, "symbols: name 1 to 250");
    }

    @Test
    void aStreamThatItsServerHasLostIsOpenedAgainAndChangedThen() {
        Tab tab = opened();
        ask(tab, "service.subscribe('C')");
        server.takeChange().refuse(404, "The stream is not open");
        HttpServerRequest again = server.take();
        assertThat(again.getParam("symbols")).isEqualTo("A,B");
        StreamServer.stream(again, NEW_KEY);
        Change change = server.takeChange();
        assertThat(change.request().path()).isEqualTo("/api/sse/streams/s2");
        assertThat(change.request().getHeader("X-Stream-Key")).isEqualTo("k2");
        assertThat(change.body()).isEqualTo(json("{'add': ['C']}"));
        change.accept();
        awaitSaid(tab, "done");
    }

    @Test
    void aChangeWhoseAnswerWasLostIsAskedForAgain() {
        Tab tab = opened();
        ask(tab, "service.subscribe('C')");
        server.takeChange();
        stream.reset();
        HttpServerRequest again = server.take();
        assertThat(again.getParam("symbols")).isEqualTo("A,B");
        StreamServer.stream(again, NEW_KEY);
        Change change = server.takeChange();
        assertThat(change.body()).isEqualTo(json("{'add': ['C']}"));
        change.accept();
        awaitSaid(tab, "done");
    }

    /** A proxy may know no PATCH, and a server of before gives no key. */
    @ParameterizedTest
    @CsvSource({"405", "409", "501", "0"})
    void whereNothingCanBeChangedTheStreamIsOpenedAnewAtOnceAndLosesNothing(int status) {
        Tab tab = tab(Map.of("shared", false, "symbols", "A"));
        stream = server.stream(SOON + (status == 0 ? GREETING : KEYED_GREETING) + price("A", 1));
        tab.prices(1);
        ask(tab, "(service.subscribe('C'), service.setInterval(0))");
        if (status != 0) {
            server.takeChange().refuse(status, "no");
        }
        HttpServerRequest again = server.take();
        assertThat(again.getParam("symbols")).isEqualTo("A,C");
        assertThat(again.getParam("interval")).isEqualTo("0");
        assertThat(again.getHeader("Last-Event-ID")).isEqualTo("1");
        StreamServer.stream(again, NEW_KEY + price("A", 2));
        awaitSaid(tab, "done");
        assertThat(tab.prices(2)).containsExactly("A 1.00", "A 2.00");
        assertThat(tab.states()).containsExactly("connecting", "live", "live");
        assertThat(tab.texts("errors")).isEmpty();
    }

    @Test
    void aWrongChangeOfAStreamThatIsOpenedAnewIsNotItsEnd() {
        Tab tab = opened();
        ask(tab, "service.subscribe('?')");
        server.takeChange().refuse(405, "no");
        HttpServerRequest wrong = server.take();
        assertThat(wrong.getParam("symbols")).isEqualTo("A,B,?");
        wrong.response()
                .setStatusCode(400)
                .putHeader("Content-Type", "application/json")
                .end("{\"code\":0,\"message\":\"? is no symbol\"}");
        HttpServerRequest again = server.take();
        assertThat(again.getParam("symbols")).isEqualTo("A,B");
        StreamServer.stream(again, NEW_KEY);
        awaitSaid(tab, "? is no symbol");
        assertThat(tab.fatal()).isEmpty();
    }

    @Test
    void noPriceOfARemovedSymbolComesAndOneThatIsAddedAgainBeginsAnew() {
        Tab tab = opened();
        ask(tab, "service.unsubscribe('A')");
        Change change = server.takeChange();
        stream.write(price("A", 2) + price("B", 3));
        assertThat(tab.prices(2)).containsExactly("A 1.00", "B 3.00");
        change.accept();
        awaitSaid(tab, "done");

        ask(tab, "service.subscribe('A')");
        server.takeChange().accept();
        awaitSaid(tab, "done", "done");
        stream.write(snapshotPrice("A", 1));
        assertThat(tab.prices(3)).endsWith("A 1.00");
    }

    @Test
    void theLastSymbolMayGoAndComeBack() {
        Tab tab = opened();
        ask(tab, "service.unsubscribe(['A', 'B'])");
        Change change = server.takeChange();
        assertThat(change.body()).isEqualTo(json("{'remove': ['A', 'B']}"));
        change.accept();
        awaitSaid(tab, "done");

        // A request has to name one.
        stream.reset();
        HttpServerRequest again = server.take();
        assertThat(again.getParam("symbols")).isEqualTo("A");
        HttpServerResponse second = StreamServer.stream(again, NEW_KEY + price("A", 2));
        Change none = server.takeChange();
        assertThat(none.body()).isEqualTo(json("{'remove': ['A']}"));
        none.accept();
        ask(tab, "service.subscribe('A')");
        Change back = server.takeChange();
        assertThat(back.body()).isEqualTo(json("{'add': ['A']}"));
        back.accept();
        second.write(price("A", 3));
        assertThat(tab.prices(2)).containsExactly("A 1.00", "A 3.00");
    }

    @Test
    void aSymbolThatWasNotNamedByItselfCannotBeRemoved() {
        Tab tab = tab(Map.of("shared", false, "symbols", List.of("AB*", "C")));
        server.stream(KEYED_GREETING);
        tab.awaitState("live");
        ask(tab, "service.unsubscribe('ABC')");
        ask(tab, "service.unsubscribe('C*')");
        ask(tab, "service.unsubscribe('D')");
        awaitSaid(
                tab,
                "ABC cannot be removed by itself: it was not named so",
                "C* cannot be removed by itself: it was not named so",
                "done");
        assertThat(tab.texts("errors")).isEmpty();
    }

    @Test
    void aTabThatChangesItsStreamLeavesTheOthersTheirs() {
        Tab first = tab(Map.of("symbols", "A"));
        HttpServerResponse shared = server.stream(SOON + KEYED_GREETING + price("A", 1));
        first.prices(1);
        Tab second = tab(Map.of("symbols", "A"));
        second.prices(1);

        ask(second, "service.subscribe('B')");
        HttpServerRequest own = server.take();
        assertThat(own.getParam("symbols")).isEqualTo("A");
        assertThat(own.getHeader("Last-Event-ID")).isEqualTo("1");
        HttpServerResponse changed = StreamServer.stream(own, NEW_KEY);
        Change change = server.takeChange();
        assertThat(change.request().path()).endsWith("s2");
        change.accept();
        shared.write(price("A", 2));
        changed.write(price("A", 2) + price("B", 3));
        assertThat(first.prices(2)).containsExactly("A 1.00", "A 2.00");
        assertThat(second.prices(3)).containsExactly("A 1.00", "A 2.00", "B 3.00");

        // The tab that had the connection of both leaves it in turn.
        Tab third = tab(Map.of("symbols", "A"));
        third.prices(1);
        ask(first, "service.setInterval(0)");
        for (int i = 0; i < 2; i++) {
            StreamServer.stream(server.take(), NEW_KEY + price("A", 4));
        }
        assertThat(server.takeChange().body()).isEqualTo(json("{'interval': 0}"));
        first.prices(3);
        third.await("prices.some(price => price.text.price === '4.00')");
    }
}
