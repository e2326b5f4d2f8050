package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits of files in JavaScript: harm that they cannot do to the node, or to each other. */
@Tag("slow")
class HostileScriptTest extends WithVerticles {
    private static final int WARM_CALLS = 50;
    private static final long TICK_AGAIN_NANOS = Duration.ofSeconds(5).toNanos();
    /** The limit of a call of {@link #stopped}, or ten times as long where its file was cold. */
    private static final String CANCELLED = "a call took more than (5|50) ms of CPU time and was cancelled";
    /** They end when they are cancelled, or else their file is stopped at once. */
    private static final List<String> ENDLESS = List.of(
            "while (true) {}",
            "for (;;) try { while (true) {} } catch (e) {}",
            "const f = () => Promise.resolve().then(f); f()",
            "(async function f() { while (true) await null })()",
            "eval('while (true) {}')",
            "new Function('while (true) {}')()",
            "signals.publish({ toString() { while (true) {} } }, 1)",
            "signals.publish('a', { toJSON() { while (true) {} } })",
            "({ get x() { while (true) {} } }).x",
            "while (true) log.info('flood')",
            "while (true) signals.publish('flood', 1)",
            "/^(a*)*\\1b$/.test('a'.repeat(1000))",
            "Array.from({ length: 2 ** 32 - 1 })",
            "[...new Array(2 ** 32 - 1)]",
            "new Set(new Array(2 ** 32 - 1))",
            "while (true) [5, 4, 3].sort(() => 1)",
            "try { while (true) {} } finally { while (true) {} }");
    /** Each script with its outcome. */
    private static final List<String> FORBIDDEN = List.of(
            "throw { toString() { while (true) {} }, get message() { while (true) {} } }|Error",
            "throw new Error('broken')|Error: broken",
            "throw null|null",
            "throw undefined|undefined",
            "(function f() { f() })()|RangeError: Maximum call stack size exceeded",
            "'x'.repeat(2 ** 30)|RangeError: Invalid string length",
            "Number('0x' + 'f'.repeat(1e6))|RangeError: Invalid string length",
            "let s = 'x'; while (true) s += s|RangeError: Invalid string length",
            "new Uint8Array(2 ** 31)|RangeError",
            "new ArrayBuffer(2 ** 31)|RangeError",
            "Java.type('java.lang.System').exit(1)|ReferenceError: Java is not defined",
            "java.lang.System.exit(1)|ReferenceError: java is not defined",
            "Polyglot.eval('js', '1')|ReferenceError: Polyglot is not defined",
            "load('/etc/passwd')|ReferenceError: load is not defined",
            "require('fs').readFileSync('/etc/passwd')|ReferenceError: require is not defined",
            "fetch('http://127.0.0.1')|ReferenceError: fetch is not defined",
            "new Proxy([], {})|ReferenceError: Proxy is not defined",
            "new Array(1e9).join('x')|RangeError: An array may have 100000 entries",
            "new Array(2 ** 32 - 1).sort()|RangeError: An array may have 100000 entries",
            "new Array(2 ** 32 - 1).toReversed()|RangeError: An array may have 100000 entries",
            "new Array(2 ** 32 - 1).forEach(x => x)|RangeError: An array may have 100000 entries",
            "String([new Array(2 ** 32 - 1)])|RangeError: An array may have 100000 entries",
            "[[new Array(2 ** 32 - 1)]].flat(Infinity)|RangeError: An array may have 100000 entries",
            "[].concat(new Array(2 ** 32 - 1))|RangeError: An array may have 100000 entries",
            "[].concat({ length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true })|TypeError: Array.prototype.concat takes",
            "JSON.stringify(1, new Array(2 ** 32 - 1))|RangeError: An array may have 100000 entries",
            "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)|TypeError: Array.prototype.indexOf is for arrays",
            "Array.prototype.sort.call({ length: 2 ** 53 - 1 })|TypeError: Array.prototype.sort is for arrays",
            "Math.max.apply(null, { length: 2 ** 32 - 1 })|RangeError",
            "String.raw({ raw: { length: 2 ** 53 - 1 } })|TypeError",
            "Array.prototype.reverse.call({ length: 2 ** 53 - 1 })|TypeError: Array.prototype.reverse is for arrays",
            "new Worker('x.js')|ReferenceError: Worker is not defined",
            "new SharedArrayBuffer(1)|ReferenceError: SharedArrayBuffer is not defined",
            "eval('2n ** 1000000n')|SyntaxError",
            "import('/etc/passwd')|Error");

    /** Lets a good file beside them hear each tick, and says why each of these handlers was stopped. */
    private List<String> stopped(String limit, List<String> bodies) {
        write("good.js", ECHO);
        start(Map.of("CALL_LIMIT", limit));
        running("good.js");
        // A file is cold for ten seconds, and a busy machine may need longer than that for those beside it.
        for (int i = 1; i <= WARM_CALLS; i++) {
            awaitEcho(ETH, "1." + i);
        }
        for (int i = 0; i < bodies.size(); i++) {
            write("bad" + i + ".js", "ticks.on('*', tick => {", bodies.get(i), "})");
        }
        Await.until("all run", () -> log.containing(".js runs").size() == bodies.size() + 1);
        for (int i = 1; i <= ScriptHost.MAX_FAILURES; i++) {
            int failures = i;
            awaitEcho(BTC, "1." + i);
            Await.until(
                    "all have failed " + i + " times",
                    () -> IntStream.range(0, bodies.size())
                            .allMatch(bad -> failuresLogged("bad" + bad + ".js") >= failures
                                    || !whyStopped("bad" + bad + ".js").isEmpty()));
        }
        Await.until("all are stopped", () -> log.containing("is stopped until").size() == bodies.size());
        awaitEcho(BTC, "2");
        return IntStream.range(0, bodies.size())
                .mapToObj(bad -> whyStopped("bad" + bad + ".js"))
                .toList();
    }

    /** The good file hears a tick; again where a busy machine has cancelled its call, too. */
    private void awaitEcho(String symbol, String price) {
        JsonObject echo = new JsonObject().put("symbol", symbol).put("price", price);
        long[] again = {System.nanoTime()};
        Await.until("the good file hears " + echo, () -> {
            if (System.nanoTime() >= again[0]) {
                again[0] = System.nanoTime() + TICK_AGAIN_NANOS;
                tick(symbol, price);
            }
            return signals.all().stream()
                    .anyMatch(signal -> signal.getString("name").equals("echo")
                            && new JsonObject(signal.getString("data")).equals(echo));
        });
    }

    private String stopped(String body) {
        return stopped("5ms", List.of(body)).get(0);
    }

    /** Number of failures in the log, without the line in between that its own lines are too many. */
    private long failuresLogged(String file) {
        return log.containing("WARN " + file + ": ").stream()
                .filter(line -> !line.contains("writes more than"))
                .count();
    }

    private String whyStopped(String file) {
        return log.containing("ERROR " + file + " is stopped until").stream()
                .findFirst()
                .map(line -> line.substring(line.indexOf("its file changes: ")))
                .orElse("");
    }

    @Test
    void aCallThatDoesNotEndIsCancelled() {
        assertThat(stopped("while (true) {}")).matches(".*line 2: " + CANCELLED);
    }

    @Test
    void nothingThatDoesNotEndRunsOn() {
        assertThat(stopped("5ms", ENDLESS)).allMatch(why -> why.contains("a call took more than "));
    }

    /** The spread of a long array loses about one interrupt of ten. */
    @Test
    void aLostInterruptIsRepeated() {
        assertThat(stopped("5ms", Collections.nCopies(10, "[...new Array(2 ** 32 - 1)]")))
                .allMatch(why -> why.matches(".*line 2: " + CANCELLED));
    }

    @Test
    void whatTheyMayNotDoIsAnErrorOfTheirOwn() {
        // Even where a busy machine takes long to get there.
        List<String> whys = stopped(
                "5s",
                FORBIDDEN.stream()
                        .map(each -> each.substring(0, each.lastIndexOf('|')))
                        .toList());
        SoftAssertions.assertSoftly(softly -> {
            for (int i = 0; i < whys.size(); i++) {
                softly.assertThat(whys.get(i))
                        .as(FORBIDDEN.get(i))
                        .contains(FORBIDDEN.get(i).split(".*\\|")[1]);
            }
        });
    }

    @Test
    void memoryThatGrowsInOneCallIsACancelledCall() {
        assertThat(stopped("const a = []; while (true) a.push(new Array(1000).fill(0))"))
                .matches(".*(a call took more than 64 MB of memory and was cancelled|" + CANCELLED + ")");
    }

    @Test
    void aMillionTimersAreAHundred() {
        run(
                "a.js",
                "let fired = new Set()",
                "ticks.on('*', () => { for (let i = 0; i < 1e6; i++) timer.every(10, () => fired.add(i)) })",
                "timer.every(20, () => { if (fired.size > 0) signals.publish('fired', fired.size) })");
        tick(BTC, "1");

        signals.next(signal -> signal.getString("data").equals("99"));
        assertThat(reportOf("a.js", file -> file.containsKey("last_error")).getString("last_error"))
                .isEqualTo("line 2: RangeError: timer.every: a file may have 100 timers");
        assertThat(signals.all()).noneMatch(signal -> signal.getString("data").equals("100"));
    }

    @Test
    void timersMadeAndEndedWithoutPauseAreNobodyElsesWork() {
        run(
                "a.js",
                "const end = timer.every(1000, () => 0)",
                "ticks.on('*', () => { for (let i = 0; i < 1e4; i++) { timer.every(1000, () => 0)(); end() }",
                "  signals.publish('done', 1) })");
        tick(BTC, "1");

        assertThat(signal("done")).isEqualTo("1");
        assertThat(reportOf("a.js", file -> file.getInteger("calls", 0) == 2).containsKey("last_error"))
                .isFalse();
    }

    @Test
    void manySymbolsAreTenThousand() {
        run("bad.js", "ticks.on('BTCUSDT', () => { for (let i = 0; i < 1e5; i++) ticks.on('S' + i, () => 0) })");
        tick(BTC, "1");

        log.awaitLine("RangeError: ticks.on: a file may name 10000 symbols; use '*' for all symbols");
    }

    @Test
    void aFileThatNeverBeginsIsBroken() {
        write("bad.js", "while (true) {}");
        start();

        // On a busy machine the time to start is over before so much CPU time is used.
        assertThat(state("bad.js", "broken").getString("last_error"))
                .containsAnyOf("a call took more than 2000 ms of CPU time", "it had not started after 30 s");
    }

    @Test
    void oneGoodCallInBetweenIsForgiveness() {
        run(
                "a.js",
                "ticks.on('*', tick => { signals.publish('heard', tick.price); if (tick.price > 1) throw new Error('high') })");
        for (int round = 1; round <= 3; round++) {
            for (int i = 1; i < ScriptHost.MAX_FAILURES; i++) {
                tick(BTC, "2");
                assertThat(signal("heard")).isEqualTo("2");
            }
            tick(BTC, "1");
            assertThat(signal("heard")).isEqualTo("1");
        }
        assertThat(reportOf("a.js", file -> file.getInteger("calls", 0) == 16).getInteger("failures"))
                .isEqualTo(12);
        assertThat(log.containing("is stopped")).isEmpty();
    }

    @Test
    void signalsBeyondAHundredASecondAreDroppedAndCounted() {
        run("a.js", "ticks.on('*', () => { for (let i = 1; i <= 1000; i++) signals.publish('many', i) })");
        tick(BTC, "1");

        JsonObject state =
                reportOf("a.js", file -> file.getInteger("signals", 0) + file.getInteger("signals_dropped", 0) == 1000);
        assertThat(state.getInteger("signals")).isBetween(100, 200);
        assertThat(signals.reached(state.getInteger("signals")))
                .first()
                .satisfies(signal -> assertThat(signal.getString("data")).isEqualTo("1"));
    }

    @Test
    void aFailureThatComesAgainAndAgainIsWrittenEverMoreSeldom() {
        run(
                "a.js",
                "let n = 0",
                "timer.every(10, () => {",
                "if (n < 80 && ++n % 2) throw new Error('no ' + n + '\\n  indeed')",
                "if (n === 80) signals.publish('done', n)",
                "})");
        signal("done");
        assertThat(log.containing("WARN a.js: line 3: Error: no "))
                .hasSize(8)
                .first()
                .asString()
                .endsWith("no 1 indeed");
        assertThat(log.containing("no 63 indeed (32 like this so far)")).hasSize(1);
    }

    @Test
    void linesBeyondTenASecondAreLeftOutAndCounted() {
        run(
                "a.js",
                "ticks.on('*', () => { for (let i = 0; i < 50; i++) log.info('line', i); signals.publish('done', 1) })");
        tick(BTC, "1");
        signal("done");

        assertThat(log.containing("a.js: line")).hasSizeBetween(10, 30);
        assertThat(log.containing("writes more than 10 lines a second")).isNotEmpty();
        int written = log.containing("a.js: line").size();
        assertThat(reportOf("a.js", file -> file.getInteger("log_dropped", 0) == 50 - written))
                .isNotEmpty();
    }

    @Test
    void whatOneFileDoesToItsGlobalsIsItsOwn() {
        write("bad.js", "JSON.parse = () => ({ price: 666, symbol: '*' })", "Object.prototype.price = 666", ECHO);
        write("good.js", "ticks.on('*', tick => signals.publish('good', tick.price + ({}.price ?? 0)))");
        start();
        running("bad.js");
        running("good.js");
        tick(BTC, "1");

        assertThat(signal("good")).isEqualTo("1");
    }
}
