package io.tickcast.page;

import static io.tickcast.page.StreamServer.GREETING;
import static io.tickcast.page.StreamServer.price;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Candles in the client of a page. */
class ClientCandlesTest extends WithStreamServer {
    private static String candle(long time, String close, boolean closed) {
        return "event: candle\ndata: {\"symbol\": \"A\", \"interval\": \"1m\", \"time\": " + time + ", \"open\": 1.50, "
                + "\"high\": 9.00, \"low\": 1.00, \"close\": " + close + ", \"volume\": 12.340, \"closed\": " + closed
                + "}\n\n";
    }

    private Tab candles(Map<String, Object> options) {
        Tab tab = tab(options);
        tab.evaluate("""
            () => {
              window.candles = []
              service.addEventListener('candle', ({ detail }) =>
                candles.push([detail.time, detail.text.close, detail.close, detail.closed].join(' ')))
            }""");
        return tab;
    }

    @Test
    void candlesComeWithTheirDigits() {
        Tab tab = candles(Map.of("candles", List.of("1m", "1h"), "from", 60_000, "interval", 0));
        HttpServerRequest request = server.take();
        assertThat(request.params().get("candles")).isEqualTo("1m,1h");
        assertThat(request.params().get("from")).isEqualTo("60000");
        assertThat(request.params().get("interval")).isEqualTo("0");

        StreamServer.stream(request, GREETING + candle(60_000, "2.50", true) + candle(120_000, "3.10", false));

        tab.await("candles.length === 2");
        assertThat(tab.texts("candles")).containsExactly("60000 2.50 2.5 true", "120000 3.10 3.1 false");
    }

    @Test
    void afterAReconnectTheyGoOn() {
        Tab tab = candles(Map.of("candles", "1m"));
        HttpServerResponse stream =
                server.stream("retry: 1\n" + GREETING + candle(60_000, "2.50", false) + price("A", 7));
        tab.await("candles.length === 1");
        Await.result(stream.end());

        HttpServerRequest again = server.take();
        assertThat(again.params().get("candles")).isEqualTo("1m");
        assertThat(again.getHeader("Last-Event-ID")).isEqualTo("7");
        StreamServer.stream(again, GREETING + candle(60_000, "2.60", true));

        tab.await("candles.length === 2");
        assertThat(tab.texts("candles")).endsWith("60000 2.60 2.6 true");
    }

    @Test
    void tabsWithCandlesHaveAConnectionEachSinceALaterOneWouldLackThePast() {
        Tab first = candles(Map.of("candles", "1m", "from", 60_000));
        server.stream(GREETING + candle(60_000, "2.50", true));
        first.await("candles.length === 1");

        Tab second = candles(Map.of("candles", "1m", "from", 60_000));
        server.stream(GREETING + candle(60_000, "2.50", true));

        second.await("candles.length === 1");
    }
}
