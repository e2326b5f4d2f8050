package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.VerticlesSettings;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.TestSettings;
import io.tickcast.testing.Ticks;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of a file in JavaScript. */
@Tag("slow")
class JavaScriptTest extends WithVerticles {
    private static Tick full() {
        TickBuilder tick = Ticks.builder(BTC, 1_704_868_500_123L, "95000.10").receivedAt(1_704_868_500_124_567L);
        Ticks.set(tick, DecimalField.CHANGE_24H, "-1.230");
        Ticks.set(tick, DecimalField.BID, "95000.00");
        Ticks.set(tick, DecimalField.ASK, "95000.20");
        return tick.demo(true).build();
    }

    @Test
    void aTickIsAPlainObjectWithTheNamesOfTheStream() {
        run("a.js", "ticks.on('BTCUSDT', tick => signals.publish('seen', tick))");
        publish(full());

        assertThat(new JsonObject(signal("seen")))
                .isEqualTo(new JsonObject()
                        .put("symbol", BTC)
                        .put("exchange", "binance")
                        .put("price", 95000.1)
                        .put("change_24h", -1.23)
                        .putNull("open")
                        .putNull("high")
                        .putNull("low")
                        .putNull("volume")
                        .putNull("quote_volume")
                        .put("bid", 95000)
                        .put("ask", 95000.2)
                        .putNull("trade_id")
                        .putNull("quantity")
                        .putNull("side")
                        .put("timestamp", "2024-01-10T06:35:00.123Z")
                        .put("event_time", 1_704_868_500_123L)
                        .put("received_at", 1_704_868_500_124_567L)
                        .put("demo", true)
                        .put(
                                "text",
                                new JsonObject()
                                        .put("price", "95000.10")
                                        .put("change_24h", "-1.230")
                                        .put("bid", "95000.00")
                                        .put("ask", "95000.20")));
    }

    @Test
    void aTradeHasItsIdItsQuantityAndItsSide() {
        run(
                "a.js",
                "ticks.on('BTCUSDT', tick =>",
                "  signals.publish('seen', [tick.trade_id, tick.quantity, tick.side, tick.text.quantity]))");
        publish(trade());

        assertThat(signal("seen")).isEqualTo("[6123456789,0.5,\"sell\",\"0.50000000\"]");
    }

    @Test
    void whatEditorsAreToldIsWhatIsThere() throws IOException {
        run(
                "a.js",
                "const names = Object.entries(globalThis).filter(([name]) => name !== 'settings')",
                "signals.publish('words', names.map(([name, word]) => [name, ...Object.keys(word)]))",
                "ticks.on('*', tick => signals.publish('tick', [Object.keys(tick), Object.keys(tick.text)]))");
        TickBuilder whole = Ticks.builder(BTC, 1, "1");
        List.of(DecimalField.values()).forEach(figure -> Ticks.set(whole, figure, "1"));
        publish(whole.demo(true).build());

        String told = Files.readString(Path.of("conf", "verticles", "verticles.d.ts"));
        for (Object word : new JsonArray(signal("words"))) {
            List<?> names = ((JsonArray) word).getList();
            String name = names.get(0).toString();
            String type = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            assertThat(told).contains("declare const " + name + ": " + type + "\n");
            assertThat(members(told, type))
                    .as(type)
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().skip(1).map(String::valueOf).toList());
        }
        assertThat(told).contains("declare const settings: ");
        JsonArray tick = new JsonArray(signal("tick"));
        assertThat(members(told, "Tick")).containsExactlyInAnyOrderElementsOf(texts(tick.getJsonArray(0)));
        assertThat(members(told, "TickText")).containsExactlyInAnyOrderElementsOf(texts(tick.getJsonArray(1)));
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }

    /** The names that an interface has, and those of the one that it extends. */
    private static List<String> members(String declarations, String type) {
        Matcher found = Pattern.compile("interface " + type + "(?: extends (\\w+))? \\{\\n(.*?)\\n}", Pattern.DOTALL)
                .matcher(declarations);
        assertThat(found.find()).as(type).isTrue();
        List<String> names = new ArrayList<>(Pattern.compile("(?m)^ {2}(?:readonly )?(\\w+)[?(:]")
                .matcher(found.group(2))
                .results()
                .map(member -> member.group(1))
                .toList());
        if (found.group(1) != null) {
            names.addAll(members(declarations, found.group(1)));
        }
        return names;
    }

    @Test
    void handlersHearTheirSymbolOrAll() {
        run(
                "a.js",
                "ticks.on('btcusdt', tick => signals.publish('own', tick.price))",
                "ticks.on('*', tick => signals.publish('all', tick.symbol))");
        tick(ETH, "3300");
        tick(BTC, "95000");

        assertThat(signal("all")).isEqualTo("\"ETHUSDT\"");
        assertThat(signal("own")).isEqualTo("95000");
        assertThat(signal("all")).isEqualTo("\"BTCUSDT\"");
        assertThat(signals.all()).hasSize(3);
    }

    @Test
    void theNewestPriceIsThatOfTheNodesOwnExchange() {
        run(
                "a.js",
                "ticks.on('*', tick => signals.publish('heard', [tick.exchange, ticks.last(tick.symbol)?.exchange]),",
                "  { exchange: '*' })");
        publish(Ticks.builder(BTC, 1, "1").exchange("other").build());
        assertThat(signal("heard")).isEqualTo("[\"other\",null]");
        publish(Ticks.tick(BTC, 1, "2"));
        assertThat(signal("heard")).isEqualTo("[\"binance\",\"binance\"]");
        publish(Ticks.builder(BTC, 2, "3").exchange("other").build());
        assertThat(signal("heard")).isEqualTo("[\"other\",\"binance\"]");
    }

    @Test
    void aFileHearsTheFirstExchangeAloneUnlessItNamesAnother() {
        run(
                "a.js",
                "const tell = name => tick => signals.publish(name, [tick.exchange, tick.price])",
                "ticks.on('*', tell('first'))",
                "ticks.on('BTCUSDT', tell('okx'), { exchange: 'okx' })",
                "ticks.on('BTCUSDT', tell('any'), { exchange: '*' })",
                "ticks.on('ETHUSDT', () => signals.publish('last',",
                "  [ticks.last('BTCUSDT').price, ticks.last('btcusdt', { exchange: 'okx' }).price]))");
        publish(Ticks.builder(BTC, 1, "1").exchange("okx").build());
        assertThat(signal("okx")).isEqualTo("[\"okx\",1]");
        assertThat(signal("any")).isEqualTo("[\"okx\",1]");
        publish(Ticks.tick(BTC, 1, "2"));
        assertThat(signal("first")).isEqualTo("[\"binance\",2]");
        assertThat(signal("any")).isEqualTo("[\"binance\",2]");
        publish(Ticks.builder(BTC, 1, "3").exchange("kraken").build());
        assertThat(signal("any")).isEqualTo("[\"kraken\",3]");
        publish(Ticks.tick("ETHUSDT", 1, "4"));
        assertThat(signal("last")).isEqualTo("[2,1]");
        assertThat(signal("first")).isEqualTo("[\"binance\",4]");
        assertThat(signals.all()).hasSize(7);
    }

    @Test
    void anExchangeThatIsNotKnownIsRefusedWithThoseThatAre() {
        run(
                "a.js",
                "const fault = call => { try { call() } catch (e) { log.info(e.message) } }",
                "fault(() => ticks.on('BTCUSDT', () => 0, { exchange: 'okex' }))",
                "fault(() => ticks.on('BTCUSDT', () => 0, { exchange: 7 }))",
                "fault(() => ticks.last('BTCUSDT', { exchange: '*' }))");
        log.awaitLine(
                "a.js: ticks.on: no exchange is called okex; there are binance, okx, kraken, and * for all of them");
        log.awaitLine("a.js: ticks.on takes an exchange such as 'okx'");
        log.awaitLine("a.js: ticks.last: no exchange is called *; there are binance, okx, kraken");
    }

    @Test
    void whatIsNoNewsIsNotHeard() {
        run("a.js", ECHO);
        Tick tick = Ticks.tick(BTC, 5, "1");
        publish(tick);
        assertThat(signal("echo")).contains("\"1\"");
        publish(tick);
        publish(Ticks.tick(BTC, 4, "2"));
        publish(Ticks.builder(BTC, 6, "3").test().build());
        publish(Ticks.tick(BTC, 7, "4"));

        assertThat(signal("echo")).contains("\"4\"");
    }

    @Test
    void aSymbolMayBeCalledByAnotherName() {
        run(
                "a.js",
                "ticks.on('oldusdt', tick => signals.publish('heard', [tick.symbol, ticks.last('OLDUSDT').text.price]))");
        tick(BTC, "7");

        assertThat(signal("heard")).isEqualTo("[\"BTCUSDT\",\"7\"]");
    }

    @Test
    void theNewestPriceIsThereBeforeTheFirstTick() {
        write("a.js", "signals.publish('known', [ticks.last('BTCUSDT')?.text.price, ticks.last('ETHUSDT')])");
        start(full());

        assertThat(signal("known")).isEqualTo("[\"95000.10\",null]");
    }

    @Test
    void aTimerRunsUntilItIsEnded() {
        run(
                "a.js",
                "let count = 0",
                "const end = timer.every(10, () => { signals.publish('beat', ++count); if (count === 3) end() })",
                "timer.every(10, () => { if (count === 3) signals.publish('after', count) })");

        assertThat(signal("beat")).isEqualTo("1");
        assertThat(signal("beat")).isEqualTo("2");
        assertThat(signal("beat")).isEqualTo("3");
        assertThat(signal("after")).isEqualTo("3");
        assertThat(signal("after")).isEqualTo("3");
    }

    @Test
    void oneThatIsAlwaysBusyHasBegunAndHearsTicks() {
        run(
                "a.js",
                "const task = () => { for (const end = Date.now() + 15; Date.now() < end;) {} }",
                "timer.every(10, task)",
                "timer.every(10, task)",
                "task()",
                ECHO);
        tick(BTC, "1");

        assertThat(signal("echo")).contains("\"1\"");
    }

    @Test
    void aSignalSaysWhereItIsFrom() {
        run("a.js", "timer.every(10, () => signals.publish('movers-1_x', { up: ['BTCUSDT'], \"text\": 'a\\nb' }))");

        JsonObject signal = signals.next(any -> true);
        assertThat(signal.getString("node")).isEqualTo("test");
        assertThat(signal.getString("verticle")).isEqualTo("a.js");
        assertThat(signal.getString("data")).isEqualTo("{\"up\":[\"BTCUSDT\"],\"text\":\"a\\nb\"}");
    }

    @Test
    void aFileReadsItsOwnSettings() {
        VerticlesSettings plain = TestSettings.with(Map.of()).verticles();
        write("a.js", "signals.publish('read', settings)");
        start(new VerticlesSettings(
                Optional.of(folder),
                true,
                plain.instances(),
                plain.callLimit(),
                plain.maxFiles(),
                plain.maxHeap(),
                Map.of("a", Map.of("percent", 0.5, "symbols", List.of(BTC, 3L), "loud", true), "b", Map.of("x", 1L))));

        assertThat(new JsonObject(signal("read")))
                .isEqualTo(new JsonObject()
                        .put("percent", 0.5)
                        .put("symbols", new JsonArray().add(BTC).add(3))
                        .put("loud", true));
    }

    @Test
    void filesBeyondTheBoundAreNamedAndRunWhenOthersAreGone() throws IOException {
        VerticlesSettings plain = TestSettings.with(Map.of()).verticles();
        write("a.js", "log.info('runs')");
        write("b.js", "log.info('runs')");
        start(new VerticlesSettings(
                Optional.of(folder), true, plain.instances(), plain.callLimit(), 1, plain.maxHeap(), Map.of()));
        log.awaitLine("verticles.max-files is 1: 1 more files of the folder are not run, ");
        String other = log.containing("max-files").get(0).contains(" a.js ") ? "b.js" : "a.js";
        log.awaitLine(other + ": runs");
        Files.delete(folder.resolve(other));
        log.awaitLine((other.equals("a.js") ? "b.js" : "a.js") + ": runs");
    }

    @Test
    void whatItSaysIsALineOfTheLog() {
        run(
                "a.js",
                "log.info('up', { by: 5 }, [1])",
                "log.warn('forged\\n2026 ERROR')",
                "console.log('usual', undefined)");

        assertThat(log.all())
                .contains("INFO a.js: up {\"by\":5} [1]", "WARN a.js: forged 2026 ERROR", "INFO a.js: usual undefined");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "signals.publish('Bad Name', {})|line 2: RangeError:",
                "signals.publish('a', undefined)|line 2: TypeError: signals.publish takes a value that can be written as JSON",
                "signals.publish('a', 'x'.repeat(16384))|line 2: RangeError:",
                "ticks.on('BTCUSDT')|line 2: TypeError: ticks.on takes a function, not undefined",
                "ticks.on(5, () => 0)|line 2: TypeError: ticks.on takes a symbol such as 'BTCUSDT'",
                "timer.every(9, () => 0)|line 2: RangeError: timer.every takes 10 to 86400000 ms, not 9",
                "timer.every('soon', () => 0)|line 2: RangeError: timer.every takes 10 to 86400000 ms, not 0",
                "timer.every(1 / 0, () => 0)|line 2: RangeError: timer.every takes 10 to 86400000 ms, not 9223372036854775807",
                "nothing.there()|line 2: ReferenceError: nothing is not defined",
                "const = 5|line 2: SyntaxError:",
                "ticks.on = 5|line 2: TypeError:",
                "settings.x = 5|TypeError: Cannot add new property \"x\""
            })
    void aMistakeIsNamedWithItsLine(String line, String error) {
        write("a.js", "// A comment.", line);
        start();

        assertThat(state("a.js", "broken").getString("last_error")).startsWith(error);
        assertThat(log.containing("a.js cannot be run: " + error)).hasSize(1);
        assertThat(log.containing(error)).as("said once").hasSize(1);
    }

    @Test
    void anAsyncHandlerIsAHandler() {
        run(
                "a.js",
                "ticks.on('*', async tick => { await null; signals.publish('later', tick.price); "
                        + "if (tick.price === 2) throw new Error('late') })");
        tick(BTC, "1");
        assertThat(signal("later")).isEqualTo("1");

        tick(BTC, "2");
        assertThat(reportOf("a.js", file -> file.containsKey("last_error")).getString("last_error"))
                .contains("late");
    }
}
