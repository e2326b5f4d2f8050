package io.tickcast.demo;

import java.util.List;

/** A fake exchange of two symbols whose clock stands within a minute, until a test moves it. */
abstract class WithKlines extends WithServer {
    static final String BTC = "BTCUSDT";
    /** An open time: 2023-11-14T22:13Z. */
    static final long OPEN = 1_699_999_980_000L;

    static final long MINUTE = 60_000;

    private long id;

    ScriptedExchange exchange(String name) {
        ScriptedExchange exchange = await(ScriptedExchange.start(vertx, name, List.of(BTC, "ETHUSDT"), 1));
        await(exchange.setTime(OPEN));
        return exchange;
    }

    /** The next trade; the first one has the id 1. */
    void trade(ScriptedExchange exchange, long time, String price, String quantity) {
        await(exchange.trade(BTC, ++id, time, price, quantity));
    }
}
