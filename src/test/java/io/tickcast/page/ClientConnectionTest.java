package io.tickcast.page;

import static io.tickcast.page.StreamServer.GREETING;
import static io.tickcast.page.StreamServer.price;
import static io.tickcast.page.StreamServer.snapshotPrice;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.testing.Await;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client of a page against a server that does as the test says. */
class ClientConnectionTest extends WithStreamServer {
    private static final String SOON = "retry: 100\n";
    private static final String MARK = "id: 1\n\n";

    private Tab tab() {
        return tab(Map.of());
    }

    /** A tab with a clock that goes on only when the test says so. */
    private Tab timed() {
        Page page = open(server.url());
        page.clock().install();
        return Tab.connect(page, Map.of("shared", false, "transport", "sse"));
    }

    @ParameterizedTest
    @CsvSource({
        "404, application/json, '{\"code\":0,\"message\":\"gone\"}', gone",
        "503, application/json, '{\"code\":0,\"message\":\"not yet\"}', not yet",
        "502, text/html, <h1>Bad gateway</h1>, 'No stream, but HTTP 502'",
        "200, text/html, <h1>Log in to this WiFi</h1>, 'No stream, but HTTP 200'",
        "204, text/event-stream, '', 'No stream, but HTTP 204'"
    })
    void anAnswerThatIsNoStreamIsTriedAgain(int status, String type, String body, String message) {
        Tab tab = tab();
        server.stream(SOON).end();
        server.refuse(status, type, body);
        server.refuse(status, type, body);
        server.stream(GREETING + price("A", 1));

        tab.awaitState("live");
        assertThat(tab.prices(1)).containsExactly("A 1.00");
        assertThat(tab.texts("errors")).containsExactly("The stream ended", message, message);
        assertThat(tab.status().getInteger("reconnectAttempts")).isZero();
        assertThat(tab.states()).startsWith("connecting", "reconnecting").endsWith("live");
        assertThat(tab.fatal()).isEmpty();
    }

    @Test
    void aConnectionThatBreaksGoesOnFromItsLastIdAndGivesNoPriceTwice() {
        Tab tab = tab();
        HttpServerResponse first =
                server.stream(SOON + GREETING + price("A", 1) + price("B", 2) + "id: 2\n\n" + price("A", 3));
        tab.prices(3);
        first.reset();
        HttpServerRequest again = server.take();
        assertThat(again.getHeader("Last-Event-ID")).isEqualTo("3");
        StreamServer.stream(again, GREETING + price("B", 2) + price("A", 1) + price("A", 3) + price("A", 4));

        assertThat(tab.prices(4)).containsExactly("A 1.00", "B 2.00", "A 3.00", "A 4.00");
        assertThat(tab.status().getString("lastEventId")).isEqualTo("4");
        assertThat(tab.evaluate("() => greetings")).isEqualTo(2);
    }

    @Test
    void aConnectionThatBreaksWithinTheFirstPricesBeginsAnew() {
        Tab tab = tab();
        HttpServerResponse first = server.stream(SOON + GREETING + snapshotPrice("A", 9));
        tab.prices(1);
        first.reset();
        HttpServerRequest again = server.take();
        assertThat(again.getHeader("Last-Event-ID")).isNull();
        StreamServer.stream(again, GREETING + snapshotPrice("A", 9) + price("B", 2));
        assertThat(tab.prices(2)).containsExactly("A 9.00", "B 2.00");
    }

    @Test
    void aResetBeginsAnewToo() {
        Tab tab = tab();
        HttpServerResponse first =
                server.stream(SOON + GREETING + MARK + "event: reset\ndata: {}\n\n" + snapshotPrice("A", 9));
        tab.prices(1);
        assertThat(tab.evaluate("() => resets")).isEqualTo(1);
        assertThat(tab.status().getString("lastEventId")).isEqualTo("1");
        first.reset();
        assertThat(server.take().getHeader("Last-Event-ID")).isEqualTo("1");
    }

    @Test
    void aWrongRequestIsToldOnceAndNotRepeated() {
        Tab tab = tab(Map.of("symbols", "?"));
        server.refuse(400, "application/json", "{\"code\":0,\"message\":\"symbols: ? is no symbol\"}");
        tab.await("fatal.length");
        assertThat(tab.fatal()).containsExactly("symbols: ? is no symbol");
        assertThat(tab.status().getString("state")).isEqualTo("offline");
        assertThat(tab.status().getLong("retryAt")).isZero();

        // The next request is of the next call.
        tab.evaluate("() => connect()");
        server.stream(GREETING);
        tab.awaitState("live");
        assertThat(server.waiting()).isZero();
    }

    @Test
    void retriesThatAreSpentAreToldOnce() {
        Tab tab = tab(Map.of("maxRetries", 2));
        server.stream(SOON).end();
        server.refuse(503, "text/plain", "");
        server.refuse(503, "text/plain", "");
        tab.await("fatal.length");
        assertThat(tab.fatal()).containsExactly("No stream, but HTTP 503");
        assertThat(tab.status().getString("state")).isEqualTo("offline");
        assertThat(tab.status().getInteger("reconnectAttempts")).isEqualTo(2);
        assertThat(server.waiting()).isZero();
    }

    @Test
    void waitsAsTheServerSaysAndThenLongerUpToABound() {
        Tab tab = timed();
        server.stream("retry: 2000\n\n").end();
        long[] waits = new long[8];
        for (int i = 0; i < waits.length; i++) {
            tab.await("service.getConnectionStatus().retryAt > 0");
            waits[i] = ((Number) tab.evaluate("() => service.getConnectionStatus().retryAt - Date.now()")).longValue();
            tab.page().clock().runFor(waits[i] + 1);
            server.refuse(503, "text/plain", "");
            tab.await("errors.length === " + (i + 2));
        }
        // The page's time goes on by itself too.
        assertThat(waits[0]).isBetween(1L, 2_000L);
        for (int i = 1; i < waits.length; i++) {
            long most = Math.min(30_000, 2_000L << i);
            assertThat(waits[i]).as("wait %d", i).isBetween(most / 2 - 1_000, most);
        }
    }

    @Test
    void aWaitThatNoTimerCanHoldIsNotNone() {
        Tab tab = tab();
        tab.evaluate("() => { window.waits = []; service.addEventListener('state', "
                + "event => waits.push(event.detail.retryAt - Date.now())) }");
        server.stream("retry: 4294967297\n\n").end();
        tab.await("errors.length === 1 && waits.length");
        assertThat((double) tab.evaluate("() => Math.max(...waits) + 0.5")).isBetween(1e9, 0x7fffffffp0);
    }

    @Test
    void aSilentConnectionIsDeadAfter45SecondsAndAHeartbeatIsLife() {
        Tab tab = timed();
        HttpServerResponse first = server.stream(GREETING);
        tab.awaitState("live");
        for (int i = 1; i <= 4; i++) {
            tab.page().clock().runFor(30_000);
            Object seconds = tab.evaluate("() => Math.floor(Date.now() / 1000)");
            first.write("event: heartbeat\ndata: {\"timestamp\": " + seconds + "}\n\n");
            tab.await("heartbeats === " + i);
        }
        assertThat(tab.states()).containsExactly("connecting", "live");

        tab.page().clock().runFor(45_000);
        tab.awaitState("reconnecting");
        assertThat(tab.texts("errors")).containsExactly("Nothing came for too long");
        tab.page().clock().runFor(10_000);
        server.stream(GREETING);
        tab.awaitState("live");
    }

    @Test
    void aConnectionThatNeverAnswersIsGivenUpToo() {
        Tab tab = timed();
        server.take();
        tab.page().clock().runFor(45_000);
        tab.awaitState("reconnecting");
        tab.page().clock().runFor(5_000);
        server.stream(GREETING);
        tab.awaitState("live");
    }

    @Test
    void aStreamThatIsGivenUpIsClosed() {
        Tab tab = tab();
        HttpServerRequest request = server.take();
        Promise<Void> ended = Promise.promise();
        request.response().closeHandler(closed -> ended.complete());
        request.response()
                .putHeader("Content-Type", "text/event-stream")
                .setChunked(true)
                .write(SOON + "data: " + "x".repeat(2_000_000));
        Await.result(ended.future());
        server.stream(GREETING);
        tab.awaitState("live");
    }

    @Test
    void theFeedDecidesWhetherPricesAreLive() {
        Tab tab = tab();
        HttpServerResponse stream = server.stream(SOON + GREETING + feed("down"));
        tab.awaitState("stale");
        assertThat(tab.status().getBoolean("connected")).isTrue();
        stream.write(feed("live"));
        tab.awaitState("live");
        stream.write(feed("stale"));
        tab.awaitState("stale");
        stream.end();
        server.stream(GREETING);
        tab.awaitState("live");
        // Never live by mistake before the feed was heard.
        assertThat(tab.states()).startsWith("connecting", "stale", "live", "stale", "reconnecting");
    }

    private static String feed(String state) {
        return "event: feed\ndata: {\"exchange\": \"binance\", \"state\": \"" + state + "\"}\n\n";
    }

    @Test
    void theBrowserWithoutNetworkIsOfflineAndComesBackAtOnce() {
        Tab tab = tab();
        server.stream(SOON + GREETING);
        tab.awaitState("live");
        profile.setOffline(true);
        tab.awaitState("offline");
        profile.setOffline(false);
        server.stream(GREETING);
        tab.awaitState("live");
    }

    @Test
    void twoCallsMakeOneConnectionAndTheLastOneIsTold() {
        Tab tab = tab(Map.of("shared", false));
        tab.evaluate("() => { window.second = []; service.connect(price => second.push(price)) }");
        server.stream(GREETING + price("A", 1));
        tab.await("second.length === 1");
        assertThat(tab.prices()).isEmpty();
        assertThat(server.waiting()).isZero();
    }

    @Test
    void disconnectingWhileItConnectsEndsTheRequest() {
        Tab tab = tab();
        HttpServerRequest request = server.take();
        Promise<Void> ended = Promise.promise();
        request.response().closeHandler(closed -> ended.complete());
        tab.evaluate("() => service.disconnect()");
        Await.result(ended.future());
        assertThat(tab.status().getString("state")).isEqualTo("offline");
        assertThat(tab.texts("errors")).isEmpty();

        tab.evaluate("() => connect()");
        server.stream(GREETING);
        tab.awaitState("live");
    }

    @Test
    void disconnectingWithinACallbackEndsTheCallbacks() {
        Tab tab = tab();
        tab.evaluate("""
        () => {
          window.late = []
          service.addListener('A', () => service.disconnect())
          service.addListener('all', price => late.push(price))
          service.addEventListener('feed', event => late.push(event))
        }""");
        server.stream(GREETING + price("A", 1) + price("A", 2) + feed("down"));
        tab.awaitState("offline");
        assertThat(tab.prices()).containsExactly("A 1.00");
        assertThat(tab.texts("late")).isEmpty();
        assertThat(tab.status().getString("lastEventId")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"connecting, 0", "live, 0", "reconnecting, 0", "reconnecting, 1"})
    void disconnectingAtAnyStateEndsEverything(String state, int seenBefore) {
        Page page = open(server.url());
        page.evaluate("""
        async ([state, seenBefore]) => {
          const { SSEPriceService } = await import('/client/sse.js')
          window.service = new SSEPriceService()
          window.ended = 0
          service.addEventListener('state', event => {
            if (event.detail.state === 'offline') ended++
            else if (event.detail.state === state && seenBefore-- === 0) service.disconnect()
          })
          service.connect()
        }""", List.of(state, seenBefore));
        if (!state.equals("connecting")) {
            server.stream(SOON + GREETING).end();
        }
        page.waitForFunction("() => ended === 1");

        // The lock is free again, and no request was left behind.
        Tab tab = Tab.connect(open(server.url()), Map.of());
        server.stream(GREETING);
        tab.awaitState("live");
        assertThat(server.waiting()).isZero();
        assertThat(page.evaluate("() => ended + service.getConnectionStatus().state"))
                .isEqualTo("1offline");
    }

    @Test
    void asksForWhatItsOptionsSay() {
        Map<String, Object> options = new HashMap<>(Map.of(
                "symbols",
                List.of("BTCUSDT", "ETH*"),
                "fields",
                List.of("price", "symbol"),
                "interval",
                250,
                "exchange",
                "binance"));
        tab(options);
        HttpServerRequest request = server.take();
        assertThat(request.getParam("symbols")).isEqualTo("BTCUSDT,ETH*");
        assertThat(request.getParam("fields")).isEqualTo("symbol,timestamp,price");
        assertThat(request.getParam("interval")).isEqualTo("250");
        assertThat(request.getParam("exchange")).isEqualTo("binance");
        assertThat(request.getHeader("Accept")).isEqualTo("text/event-stream");
        assertThat(request.getHeader("Last-Event-ID")).isNull();

        tab();
        assertThat(server.take().query()).isNull();
    }
}
