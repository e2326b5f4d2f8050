package io.tickcast.script;

import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A file in a language of the JVM, with the rights of this process; its handlers run on its own thread. */
final class TrustedProgram implements Program, Ticks, Signals, Timer {
    private final ScriptHost host;
    private final Callable<?> beginning;
    /** By exchange and symbol, either of which may be {@link MarketView#ALL}. */
    private final Map<String, Map<String, List<Consumer<ScriptTick>>>> handlers = new ConcurrentHashMap<>();

    private final TrustedCandles candles;
    private final Map<Integer, Runnable> tasks = new ConcurrentHashMap<>();
    private volatile @Nullable Thread calling;

    TrustedProgram(ScriptHost host, Callable<?> beginning) {
        this.host = host;
        this.beginning = beginning;
        candles = new TrustedCandles(host);
    }

    Candles candles() {
        return candles;
    }

    @Override
    public void begin() throws Exception {
        calling = Thread.currentThread();
        try {
            beginning.call();
        } finally {
            calling = null;
        }
    }

    @Override
    public void on(String symbol, Consumer<ScriptTick> handler) {
        on(symbol, host.market().primary(), handler);
    }

    @Override
    public void on(String symbol, String exchange, Consumer<ScriptTick> handler) {
        String wanted = host.market().symbol(symbol);
        host.wants(exchange, wanted);
        handlers.computeIfAbsent(exchange, first -> new ConcurrentHashMap<>())
                .computeIfAbsent(wanted, first -> new ArrayList<>())
                .add(handler);
    }

    @Override
    public Optional<ScriptTick> last(String symbol) {
        return last(symbol, host.market().primary());
    }

    @Override
    public Optional<ScriptTick> last(String symbol, String exchange) {
        return host.market().last(exchange, symbol).map(ScriptTick::new);
    }

    @Override
    public void publish(String name, Object object) {
        String json;
        try {
            json = Json.encode(object);
        } catch (EncodeException e) {
            throw new IllegalArgumentException(
                    "signals.publish takes a value that can be written as JSON: " + e.getMessage(), e);
        }
        host.signals().publish(name, json);
    }

    @Override
    public Runnable every(long millis, Runnable task) {
        int number = host.every(millis);
        tasks.put(number, task);
        return () -> {
            tasks.remove(number);
            host.endTimer(number);
        };
    }

    @Override
    public void tick(Tick newest) {
        run(() -> {
            ScriptTick tick = new ScriptTick(newest);
            call(tick.exchange, tick);
            call(MarketView.ALL, tick);
        });
    }

    private void call(String exchange, ScriptTick tick) {
        Map<String, List<Consumer<ScriptTick>>> of = handlers.getOrDefault(exchange, Map.of());
        of.getOrDefault(tick.symbol, List.of()).forEach(handler -> handler.accept(tick));
        of.getOrDefault(MarketView.ALL, List.of()).forEach(handler -> handler.accept(tick));
    }

    @Override
    public void candle(Candle candle) {
        run(() -> candles.call(candle));
    }

    @Override
    public void timer(int number) {
        Optional.ofNullable(tasks.get(number)).ifPresent(this::run);
    }

    private void run(Runnable call) {
        calling = Thread.currentThread();
        try {
            call.run();
        } finally {
            calling = null;
        }
    }

    /** Code of the JVM cannot be stopped from outside. It runs on a thread of its own, so no other file waits. */
    @Override
    public void overrun(CallBudget call, String why) {
        host.log().warn(why + "; trusted code is not cancelled");
    }

    /** Interrupts a call that waits. A call that only computes goes on to its end. */
    @Override
    public void close() {
        handlers.clear();
        candles.clear();
        tasks.clear();
        Thread caller = calling;
        if (caller != null) {
            caller.interrupt();
        }
    }
}
