package io.tickcast.script;

import io.tickcast.market.candle.Candle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The candles of a file in a language of the JVM. */
final class TrustedCandles implements Candles {
    private final ScriptHost host;
    private final Map<Wanted, List<Consumer<ScriptCandle>>> handlers = new ConcurrentHashMap<>();

    /** Exchange and symbol may be {@link MarketView#ALL}. */
    private record Wanted(String exchange, String symbol, String interval) {}

    TrustedCandles(ScriptHost host) {
        this.host = host;
    }

    @Override
    public void on(String symbol, String interval, Consumer<ScriptCandle> handler) {
        on(symbol, interval, host.market().primary(), handler);
    }

    @Override
    public void on(String symbol, String interval, String exchange, Consumer<ScriptCandle> handler) {
        String wanted = host.market().symbol(symbol);
        host.candles().follow(exchange, wanted, interval);
        handlers.computeIfAbsent(new Wanted(exchange, wanted, interval), first -> new ArrayList<>())
                .add(handler);
    }

    @Override
    public List<ScriptCandle> last(String symbol, String interval, int count) {
        return last(symbol, interval, count, host.market().primary());
    }

    @Override
    public List<ScriptCandle> last(String symbol, String interval, int count, String exchange) {
        return host.candles().last(exchange, symbol, interval, count).stream()
                .map(ScriptCandle::new)
                .toList();
    }

    void call(Candle newest) {
        ScriptCandle candle = new ScriptCandle(newest);
        for (String exchange : List.of(candle.exchange, MarketView.ALL)) {
            for (String symbol : List.of(candle.symbol, MarketView.ALL)) {
                handlers.getOrDefault(new Wanted(exchange, symbol, candle.interval), List.of())
                        .forEach(handler -> handler.accept(candle));
            }
        }
    }

    void clear() {
        handlers.clear();
    }
}
