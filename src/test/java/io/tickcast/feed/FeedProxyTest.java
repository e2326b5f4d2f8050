package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpProxy;
import io.tickcast.testing.ProxyServer;
import io.tickcast.testing.Socks5Proxy;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The exchange is reached through the proxy and no other way: its name means something to the proxy alone. */
class FeedProxyTest extends WithFeed {
    private static final String EXCHANGE = "exchange.test";
    private static final String USER = "user";
    private static final String PASSWORD = "p@ss:w/rd%";
    private static final String CREDENTIALS = "user:p%40ss%3Aw%2Frd%25@";

    private Map<String, String> through(String proxy, String... more) {
        Map<String, String> settings =
                new HashMap<>(Map.of("PROXY", proxy, "BINANCE_ENDPOINTS", "ws://" + atExchange(), "BINANCE_REST", ""));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private String atExchange() {
        return EXCHANGE + ':' + binance.endpoint().getPort();
    }

    private void assertLiveThrough(ProxyServer proxy) {
        nextLive();
        assertThat(proxy.targets()).containsExactly(atExchange());
    }

    @Test
    void anHttpProxy() {
        HttpProxy proxy = Await.result(HttpProxy.start(vertx));
        feed(through("http://127.0.0.1:" + proxy.port()));

        assertLiveThrough(proxy);
    }

    @Test
    void anHttpProxyThatAsksForAPassword() {
        HttpProxy proxy = Await.result(HttpProxy.start(vertx, USER, PASSWORD));
        feed(through("http://" + CREDENTIALS + "127.0.0.1:" + proxy.port()));

        assertLiveThrough(proxy);
    }

    @Test
    void aSocksProxy() {
        Socks5Proxy proxy = Await.result(Socks5Proxy.start(vertx));
        feed(through("socks5://127.0.0.1:" + proxy.port()));

        assertLiveThrough(proxy);
    }

    @Test
    void aSocksProxyThatAsksForAPassword() {
        Socks5Proxy proxy = Await.result(Socks5Proxy.start(vertx, USER, PASSWORD));
        feed(through("socks5://" + CREDENTIALS + "127.0.0.1:" + proxy.port()));

        assertLiveThrough(proxy);
    }

    @Test
    void symbolsAreCheckedThroughTheProxyToo() {
        binance.list("BNBUSDT", "HALT");
        Socks5Proxy proxy = Await.result(Socks5Proxy.start(vertx));
        feed(
                List.of(BTC, ETH, "BNBUSDT"),
                through("socks5://127.0.0.1:" + proxy.port(), "BINANCE_REST", "http://" + atExchange()));

        states.next(state ->
                new JsonObject().put("BNBUSDT", "HALT").equals(state.details().getJsonObject("not_trading")));
        nextLive();
        assertThat(proxy.targets()).containsExactly(atExchange(), atExchange());
    }

    @Test
    void aWrongPasswordIsToldAndNotShown() {
        HttpProxy http = Await.result(HttpProxy.start(vertx, USER, PASSWORD));
        Socks5Proxy socks = Await.result(Socks5Proxy.start(vertx, USER, PASSWORD));
        feed(through("http://user:wrong-secret@127.0.0.1:" + http.port()));
        log.awaitLine("could not connect");
        feed(through("socks5://user:wrong-secret@127.0.0.1:" + socks.port()));
        states.next(state -> state.details().getJsonObject("messages").getInteger("failures") > 1);

        assertThat(http.refused()).contains("user:wrong-secret");
        assertThat(binance.attempts().count()).isZero();
        assertThat(log.containing("could not connect")).isNotEmpty();
        assertThat(log.containing("wrong-secret")).isEmpty();
        assertThat(course()).containsOnly(State.DOWN);
    }

    @Test
    void aProxyThatDoesNotAnswerIsGivenUpInTheTimeOfAnyConnection() throws InterruptedException {
        BlockingQueue<NetSocket> hanging = new LinkedBlockingQueue<>();
        int port = Await.result(
                        vertx.createNetServer().connectHandler(hanging::add).listen(0, "127.0.0.1"))
                .actualPort();
        for (String type : List.of("http", "socks5")) {
            String late = "no connection within feed.connect-timeout, 200 ms";
            int before = log.containing(late).size();
            String deployment = feed(through(type + "://127.0.0.1:" + port, "CONNECT_TIMEOUT", "200ms"));
            for (int i = 0; i < 3; i++) {
                assertThat(hanging.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("attempt %s through %s", i, type)
                        .isNotNull();
            }
            // And not in the 10 s that Vert.x would wait by itself.
            Await.until("the log says so", () -> log.containing(late).size() > before);
            stopFeed(deployment);
            hanging.clear();
        }
    }
}
