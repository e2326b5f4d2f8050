package io.tickcast.script;

import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.vertx.core.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/**
 * A file in JavaScript, in a context of its own. Between it and the node pass texts and numbers alone: a tick goes in
 * as JSON and a signal comes out as JSON, so no object of either side is in the other's hands.
 */
final class JavaScriptProgram implements Program {
    /** CPU time in which a call that was interrupted must have ended: its {@code finally} runs. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long AGAIN_NANOS = Duration.ofMillis(5).toNanos();

    private final ScriptHost host;
    private final Source source;
    private final Source words;
    private final Context context;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile String cancelled = "";
    private volatile boolean underWay;
    private @Nullable Value tick;
    private @Nullable Value candle;
    private @Nullable Value timer;

    JavaScriptProgram(ScriptHost host, JavaScriptEngine engine, String text) {
        this.host = host;
        source = Source.newBuilder("js", text, host.file().fileName()).buildLiteral();
        words = engine.wordsSource();
        context = engine.context();
    }

    @Override
    public void begin() throws ScriptException {
        run(() -> {
            Value calls = context.eval(words)
                    .execute(
                            ProxyObject.fromMap(Map.of(
                                    "wantsCandles", (ProxyExecutable) this::wantsCandles,
                                    "lastCandles", (ProxyExecutable) this::lastCandles,
                                    "symbol", (ProxyExecutable) this::symbol,
                                    "wants", (ProxyExecutable) this::wants,
                                    "last", (ProxyExecutable) this::last,
                                    "publish", (ProxyExecutable) this::publish,
                                    "every", (ProxyExecutable) this::every,
                                    "end", (ProxyExecutable) this::end,
                                    "log", (ProxyExecutable) this::log)),
                            Json.encode(host.settings()),
                            host.market().primary());
            tick = calls.getMember("tick");
            candle = calls.getMember("candle");
            timer = calls.getMember("timer");
            context.eval(source);
        });
    }

    @Override
    public void tick(Tick newest) {
        run(() -> begun(tick).executeVoid(ScriptTick.json(newest)));
    }

    @Override
    public void candle(Candle newest) {
        run(() -> begun(candle).executeVoid(ScriptCandle.json(newest)));
    }

    @Override
    public void timer(int number) {
        run(() -> begun(timer).executeVoid(number));
    }

    private static Value begun(@Nullable Value call) {
        return Objects.requireNonNull(call, "nothing is called before begin()");
    }

    private void run(Runnable body) {
        cancelled = "";
        underWay = true;
        try {
            body.run();
        } catch (PolyglotException e) {
            throw new ScriptFailure(place(e) + (cancelled.isEmpty() ? e.getMessage() : cancelled), e);
        } finally {
            underWay = false;
        }
        if (!cancelled.isEmpty()) {
            // It caught what interrupted it, or ended just then.
            throw new ScriptFailure(cancelled);
        }
    }

    /** The innermost line of the file itself; empty if only {@code words.js} is on the stack. */
    private String place(PolyglotException e) {
        return StreamSupport.stream(e.getPolyglotStackTrace().spliterator(), false)
                .map(PolyglotException.StackFrame::getSourceLocation)
                .filter(at -> at != null && at.getSource().getName().equals(source.getName()))
                .findFirst()
                .or(() -> Optional.ofNullable(e.getSourceLocation())
                        .filter(at -> !at.getSource().isInternal()))
                .map(at -> "line " + at.getStartLine() + ": ")
                .orElse("");
    }

    @Override
    public void overrun(CallBudget call, String why) {
        cancelled = why + " and was cancelled";
        long until = call.usedNanos() + PATIENCE.toNanos();
        interrupt();
        // A built-in function that goes through something long may lose an interrupt, and goes on.
        while (underWay && call.usedNanos() < until) {
            LockSupport.parkNanos(AGAIN_NANOS);
            interrupt();
        }
        if (underWay) {
            host.giveUp(why + ", and could not be cancelled");
        }
    }

    private void interrupt() {
        try {
            context.interrupt(PATIENCE);
        } catch (TimeoutException e) {
            // On a busy machine it may not have been its turn.
        }
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            // Whatever runs in it ends. That is waited for, and there are calls that nothing interrupts for minutes.
            Thread thread = new Thread(() -> context.close(true), "verticle-close");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private Object wants(Value... arguments) {
        return refusal(() -> host.wants(arguments[0].asString(), arguments[1].asString()));
    }

    private Object symbol(Value... arguments) {
        return host.market().symbol(arguments[0].asString());
    }

    /** @return a tick in JSON, nothing, or the fault in a text that is no JSON */
    private Object last(Value... arguments) {
        String[] found = {""};
        String refusal = refusal(() -> found[0] = host.market()
                .last(arguments[0].asString(), arguments[1].asString())
                .map(ScriptTick::json)
                .orElse(""));
        return refusal.isEmpty() ? found[0] : refusal;
    }

    private Object wantsCandles(Value... arguments) {
        return refusal(
                () -> host.candles().follow(arguments[0].asString(), arguments[1].asString(), arguments[2].asString()));
    }

    /** @return a list of candles in JSON, or the fault in a text */
    private Object lastCandles(Value... arguments) {
        List<Object> found = new ArrayList<>();
        String refusal = refusal(() -> host.candles()
                .last(arguments[0].asString(), arguments[1].asString(), arguments[2].asString(), (int)
                        arguments[3].asDouble())
                .forEach(row -> found.add(ScriptCandle.json(row))));
        return refusal.isEmpty() ? ProxyArray.fromList(found) : refusal;
    }

    /** @return the fault, which the file's side throws as an error of its own */
    private Object publish(Value... arguments) {
        return refusal(() -> host.signals().publish(arguments[0].asString(), arguments[1].asString()));
    }

    private Object every(Value... arguments) {
        int[] number = {0};
        String refusal = refusal(() -> number[0] = host.every((long) arguments[0].asDouble()));
        return refusal.isEmpty() ? (Object) number[0] : refusal;
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
            return "";
        } catch (IllegalArgumentException | IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Object end(Value... arguments) {
        host.endTimer(arguments[0].asInt());
        return "";
    }

    private Object log(Value... arguments) {
        if (arguments[0].asString().equals("warn")) {
            host.log().warn(arguments[1].asString());
        } else {
            host.log().info(arguments[1].asString());
        }
        return "";
    }
}
