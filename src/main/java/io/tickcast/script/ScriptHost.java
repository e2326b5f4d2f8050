package io.tickcast.script;

import io.tickcast.config.VerticlesSettings;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The surroundings of one running version of a file: its mailbox, its thread with one limited call at a time, its
 * timers, its signals and its log. Ticks and candles come on the event loop, timers by the watch.
 */
final class ScriptHost implements Shareable {
    static final int MAX_SYMBOLS = 10_000;
    /** Number of failures in a row that stop a file. */
    static final int MAX_FAILURES = 5;
    /** Number of calls in a row, before other tasks of a Java verticle on the same thread have their turn. */
    private static final int CALLS_IN_ROW = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ScriptHost.class);

    private final Vertx vertx;
    private final Context loop;
    private final ScriptFile file;
    private final CallLimits limits;
    private final Map<String, Object> settings;
    private final MarketView market;
    private final RateLimitedPublisher publisher;
    private final ScriptLog log;
    /** Separate from the file's own lines, so that a file that floods them cannot hide its failures. */
    private final FailureLog failures;

    private final CallStats calls = new CallStats();
    private final ConflatingMailbox inbox = new ConflatingMailbox();
    /** The symbols that it wants, by exchange; either may be {@link MarketView#ALL}. */
    private final Map<String, Set<String>> symbols = new ConcurrentHashMap<>();

    private volatile int wanted;
    private final FileCandles candles;
    private final Timers timers = new Timers();
    private final Promise<String> givenUp = Promise.promise();
    private volatile @Nullable Program program;
    private volatile @Nullable Context worker;
    private volatile @Nullable CallBudget running;
    private volatile boolean begun;
    private volatile @Nullable String failure;
    private volatile boolean closed;
    private boolean saidDropped;

    /**
     * @param loop the event loop that ticks and candles come on
     */
    ScriptHost(
            Vertx vertx,
            Context loop,
            ScriptFile file,
            VerticlesSettings settings,
            MarketView market,
            RateLimitedPublisher publisher) {
        this.vertx = vertx;
        this.loop = loop;
        this.file = file;
        limits = new CallLimits(
                file.isSandboxed() ? CallBudget.Clock.CPU : CallBudget.Clock.ELAPSED, settings.callLimit());
        this.settings = settings.files().getOrDefault(file.name(), Map.of());
        this.market = market;
        this.publisher = publisher;
        candles = new FileCandles(loop, market, this::candle);
        log = new ScriptLog(file.fileName());
        failures = new FailureLog(new ScriptLog(file.fileName()));
    }

    ScriptFile file() {
        return file;
    }

    ScriptLog log() {
        return log;
    }

    RateLimitedPublisher signals() {
        return publisher;
    }

    Map<String, Object> settings() {
        return settings;
    }

    MarketView market() {
        return market;
    }

    FileCandles candles() {
        return candles;
    }

    /** Completes on the event loop, with the reason, when it has failed too often or a call cannot be cancelled. */
    Future<String> givenUp() {
        return givenUp.future();
    }

    /** Begins the program on this thread, whose context all its calls run on; {@link #failure} says how that went. */
    void begin(Program beginning) {
        worker = vertx.getOrCreateContext();
        program = beginning;
        // It may have been given up before its thread got here; nothing else would end it then.
        if (closed || !call(limits.beginning(), beginning::begin) || closed) {
            close();
            failure = calls.snapshot().lastError().orElse(file.fileName() + ": it ended before it had started");
            return;
        }
        limits.begun();
        begun = true;
        candles.start();
        // Handles the ticks that arrived meanwhile, in a later turn: otherwise, under constant load, the start would
        // never end.
        emptySoon();
    }

    /**
     * The reason that it could not start. Its verticle is deployed all the same: Vert.x keeps one that fails to start
     * for ever.
     */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Adds a symbol of an exchange to those that it wants; on its own thread.
     *
     * @throws IllegalArgumentException when there are too many, or the exchange is not known
     */
    void wants(String exchange, String symbol) {
        market.requireExchange(exchange, "ticks.on");
        Set<String> of = symbols.computeIfAbsent(exchange, first -> ConcurrentHashMap.newKeySet());
        if (of.contains(symbol)) {
            return;
        }
        if (wanted >= MAX_SYMBOLS) {
            throw new IllegalArgumentException(
                    "ticks.on: a file may name " + MAX_SYMBOLS + " symbols; use '*' for all symbols");
        }
        of.add(symbol);
        wanted = symbols.values().stream().mapToInt(Set::size).sum();
    }

    private boolean wants(Tick tick) {
        return hasSymbol(tick.exchange(), tick.symbol()) || hasSymbol(MarketView.ALL, tick.symbol());
    }

    private boolean hasSymbol(String exchange, String symbol) {
        Set<String> of = symbols.get(exchange);
        return of != null && (of.contains(symbol) || of.contains(MarketView.ALL));
    }

    /** Receives a tick, on the event loop. */
    void tick(Tick tick) {
        if (!closed && wants(tick) && inbox.tick(tick)) {
            emptySoon();
        }
    }

    /** Receives a candle that it wants, on the event loop. */
    private void candle(Candle candle) {
        if (inbox.candle(candle)) {
            emptySoon();
        } else if (inbox.dropped() > 0 && !saidDropped) {
            saidDropped = true;
            log.warn("it is so slow that it does not get all candles that close; candles_dropped in the status counts");
        }
    }

    /**
     * Calls {@link Program#timer} with the number that it answers, on its own thread, this often.
     *
     * @throws IllegalArgumentException when it has too many, or for a wrong time
     */
    int every(long millis) {
        return timers.add(millis, System.nanoTime());
    }

    void endTimer(int number) {
        timers.end(number);
    }

    private void emptySoon() {
        Context thread = worker;
        if (thread == null || closed) {
            return;
        }
        try {
            thread.runOnContext(v -> empty());
        } catch (RejectedExecutionException e) {
            LOG.debug("The thread of {} has ended, with all that waited for it", file.fileName(), e);
        }
    }

    private void empty() {
        if (!begun) {
            // It does so itself once it has begun.
            return;
        }
        Program mine = Objects.requireNonNull(program);
        for (int i = 0; i < CALLS_IN_ROW && !closed; i++) {
            Optional<ConflatingMailbox.Due> due = inbox.next();
            if (due.isEmpty()) {
                return;
            }
            ConflatingMailbox.Due next = due.get();
            if (next.tick().isPresent()) {
                call(limits.call(), () -> mine.tick(next.tick().get()));
            } else if (next.candle().isPresent()) {
                call(limits.call(), () -> mine.candle(next.candle().get()));
            } else if (timers.has(next.timer())) {
                call(limits.call(), () -> mine.timer(next.timer()));
            }
        }
        emptySoon();
    }

    private interface Body {
        void run() throws Exception;
    }

    /** @return whether it ended well */
    private boolean call(CallBudget call, Body body) {
        running = call;
        try {
            body.run();
            end(call);
            calls.succeeded(call.nanos());
            return true;
            // All of it is code of the file: its stack overflow or its lack of memory is a failure of the file, not of
            // the node.
        } catch (Throwable e) {
            end(call);
            if (!closed) {
                failed(call, e);
            }
            return false;
        }
    }

    private void end(CallBudget call) {
        synchronized (call) {
            running = null;
        }
    }

    private void failed(CallBudget call, Throwable cause) {
        String why = Failures.describe(file, cause);
        int inRow = calls.failed(call.nanos(), why);
        if (begun) {
            // Otherwise it is said that the file cannot be run, and why.
            failures.add(why);
        }
        LOG.debug("{} failed", file.fileName(), cause);
        if (inRow >= MAX_FAILURES) {
            giveUp(why);
        }
    }

    /** Ends it for good; on any thread. */
    void giveUp(String why) {
        close();
        loop.runOnContext(v -> givenUp.tryComplete(why));
    }

    /**
     * Runs on the watch thread and never waits, so a file that cannot be cancelled at once delays no other file.
     */
    void look(long now) {
        timers.due(now, number -> {
            if (inbox.timer(number)) {
                emptySoon();
            }
        });
        CallBudget call = running;
        if (call == null) {
            return;
        }
        call.overrun().ifPresent(why -> {
            Thread cancelling = new Thread(() -> overrun(call, why), "verticle-cancel");
            cancelling.setDaemon(true);
            cancelling.start();
            // Not before: without memory for a thread it is tried again.
            call.told();
            calls.overran();
        });
    }

    private void overrun(CallBudget call, String why) {
        synchronized (call) {
            // Otherwise it has ended, and what runs now is another one.
            if (running == call) {
                Objects.requireNonNull(program).overrun(call, why);
            }
        }
    }

    /** Stops it for good, except for a call of trusted code that does not end. On any thread. */
    void close() {
        closed = true;
        publisher.close();
        timers.endAll();
        candles.close();
        Program mine = program;
        if (mine != null) {
            mine.close();
        }
    }

    /** The state for the status. */
    JsonObject state() {
        CallStats.Snapshot snapshot = calls.snapshot();
        JsonObject state = new JsonObject()
                .put("calls", snapshot.calls())
                .put("calls_per_second", snapshot.perSecond())
                .put(
                        "call_us",
                        new JsonObject()
                                .put("p50", snapshot.p50())
                                .put("p99", snapshot.p99())
                                .put("max", snapshot.max()))
                .put("failures", snapshot.failures())
                .put("overruns", snapshot.overruns())
                .put("conflated", inbox.conflated())
                .put("candles_dropped", inbox.dropped())
                .put("signals", publisher.sent())
                .put("signals_dropped", publisher.dropped())
                .put("log_dropped", log.dropped());
        snapshot.lastError().ifPresent(error -> state.put("last_error", error));
        return state;
    }

    /** Must be called once a second. */
    void turn() {
        calls.turn();
    }
}
