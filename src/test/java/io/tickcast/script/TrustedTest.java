package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import io.tickcast.testing.Ticks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files in languages of the JVM: the same words, and no sandbox. */
@Tag("slow")
class TrustedTest extends WithVerticles {
    private static final String[] JAVA = {
        "import io.tickcast.script.TickVerticle;",
        "import java.util.Map;",
        "public class Seen extends TickVerticle {",
        "  @Override",
        "  public void begin() {",
        "    ticks.on(\"BTCUSDT\", tick -> {",
        "      if (tick.price > 9) throw new IllegalStateException(\"high\");",
        "      signals.publish(\"seen\", Map.of(\"price\", tick.price, \"text\", tick.text.get(\"price\"),",
        "          \"last\", ticks.last(\"ETHUSDT\").map(last -> last.price).orElse(0.0)));",
        "    });",
        "    timer.every(10, () -> signals.publish(\"beat\", settings.size()));",
        "    log.info(\"begun\");",
        "  }",
        "}"
    };
    private static final String[] GROOVY = {
        "log.info \"begun with ${settings}\"",
        "ticks.on('BTCUSDT') { tick ->",
        "  if (tick.price > 9) throw new IllegalStateException('high')",
        "  signals.publish('seen', [price: tick.price, text: tick.text.price,",
        "      last: ticks.last('ETHUSDT').map { it.price }.orElse(0)])",
        "}",
        "timer.every(10) { signals.publish('beat', settings.size()) }"
    };

    private void hearsAndSpeaks() {
        publish(Ticks.tick("ETHUSDT", 1, "3300.5"));
        publish(Ticks.tick("BTCUSDT", 1, "1.500"));
        assertThat(signal("seen")).contains("\"price\":1.5", "\"text\":\"1.500\"", "\"last\":3300.5");
        assertThat(signal("beat")).isEqualTo("0");
        assertThat(log.containing("begun")).hasSize(1);
    }

    @Test
    void java() {
        run("Seen.java", JAVA);
        hearsAndSpeaks();
    }

    @Test
    void candlesInGroovyAndJava() {
        candles.put(candle(0, "1.50", true));
        write(
                "shown.groovy",
                "candles.on('BTCUSDT', '1m') { signals.publish('groovy', [it.close, it.text.close, it.closed, it.trades]) }",
                "log.info \"${candles.last('btcusdt', '1m', 5).collect { it.text.close }}\"");
        run(
                "Shown.java",
                "import io.tickcast.script.TickVerticle;",
                "import java.util.List;",
                "public class Shown extends TickVerticle {",
                "  @Override",
                "  public void begin() {",
                "    candles.on(\"*\", \"1m\", \"*\", candle -> signals.publish(\"java\",",
                "        List.of(candle.text.get(\"close\"), candles.last(\"BTCUSDT\", \"1m\", 1).get(0).close)));",
                "  }",
                "}");
        log.awaitLine("shown.groovy: [1.50]");
        Await.until("both follow", () -> candles.followers(Interval.MINUTES_1) == 2);

        candles.change(candle(1, "2.50", false));

        // Two files run side by side.
        assertThat(List.of(signals.next(any -> true), signals.next(any -> true)))
                .extracting(signal -> signal.getString("data"))
                .containsExactlyInAnyOrder("[2.5,\"2.50\",false,-1]", "[\"2.50\",2.5]");
        delete("Shown.java");
        Await.until("one is left", () -> candles.followers(Interval.MINUTES_1) == 1);
    }

    private static Candle candle(long minute, String price, boolean closed) {
        return Candles.builder(BTC, Candles.DAY + minute * Candles.MINUTE, price, "1")
                .closed(closed)
                .build();
    }

    @Test
    void aTradeHasItsIdItsQuantityAndItsSide() {
        run(
                "trade.groovy",
                "ticks.on('BTCUSDT') { signals.publish('seen', [it.trade_id, it.quantity, it.side, it.text.quantity]) }",
                "ticks.on('ETHUSDT') { signals.publish('none', [it.trade_id, it.quantity.isNaN(), it.side]) }");
        publish(trade());
        assertThat(signal("seen")).isEqualTo("[6123456789,0.5,\"sell\",\"0.50000000\"]");
        publish(Ticks.tick("ETHUSDT", 1, "1"));
        assertThat(signal("none")).isEqualTo("[0,true,\"\"]");
    }

    @Test
    void anotherExchangeIsHeardWhereItIsNamed() {
        run(
                "other.groovy",
                "ticks.on('BTCUSDT', 'okx') { signals.publish('seen', [it.exchange, it.price,"
                        + " ticks.last('BTCUSDT', 'okx').get().price, ticks.last('BTCUSDT').present]) }");
        publish(Ticks.tick("BTCUSDT", 1, "1"));
        publish(Ticks.builder("BTCUSDT", 1, "2.5").exchange("okx").build());
        assertThat(signal("seen")).isEqualTo("[\"okx\",2.5,2.5,true]");
    }

    @Test
    void groovy() {
        run("seen.groovy", GROOVY);
        hearsAndSpeaks();
    }

    @Test
    void javaFailsWithItsLineAndIsStopped() {
        run("Seen.java", JAVA);
        failsWith("Seen.java", "line 7: IllegalStateException: high");
    }

    @Test
    void groovyFailsWithItsLineAndIsStopped() {
        run("seen.groovy", GROOVY);
        failsWith("seen.groovy", "line 3: IllegalStateException: high");
    }

    /** Without its timer, whose calls are good ones. */
    private void failsWith(String file, String error) {
        tick("BTCUSDT", "10");
        assertThat(reportOf(file, report -> report.containsKey("last_error")).getString("last_error"))
                .isEqualTo(error);
    }

    @Test
    void aMistakeInJavaIsNamed() {
        write("Seen.java", "public class Seen extends io.tickcast.script.TickVerticle {", "  nonsense", "}");
        start();
        assertThat(state("Seen.java", "broken").getString("last_error")).startsWith("line 2: <identifier> expected");
    }

    @Test
    void whatJavaThrowsAtItsBeginningIsNamed() {
        write(
                "Seen.java",
                "public class Seen extends io.tickcast.script.TickVerticle {",
                "  public void begin() { throw new IllegalStateException(\"not today\"); }",
                "}");
        start();
        assertThat(state("Seen.java", "broken").getString("last_error"))
                .isEqualTo("line 2: IllegalStateException: not today");
    }

    @Test
    void aMistakeInGroovyIsNamed() {
        write("seen.groovy", "ticks.on('BTCUSDT') { tick ->");
        start();
        assertThat(state("seen.groovy", "broken").getString("last_error"))
                .contains("seen.groovy: 1")
                .contains("startup failed: ", "1 error")
                .doesNotContain("?");
        assertThat(log.containing("startup failed")).hasSize(1);
    }

    @Test
    void whatThrowsAtItsBeginningIsBroken() {
        write("seen.groovy", "int x = 1", "throw new IllegalStateException('not today')");
        start();
        assertThat(state("seen.groovy", "broken").getString("last_error"))
                .isEqualTo("line 2: IllegalStateException: not today");
    }

    @Test
    void anyVerticleOfVertxRunsToo() {
        run(
                "Plain.java",
                "public class Plain extends io.vertx.core.VerticleBase {",
                "  @Override",
                "  public io.vertx.core.Future<?> start() {",
                "    return vertx.eventBus().consumer(\"ticks\", message -> vertx.eventBus().publish(\"signals\",",
                "        new io.vertx.core.json.JsonObject().put(\"name\", \"plain\").put(\"data\", \"1\"))).completion();",
                "  }",
                "}");
        tick("BTCUSDT", "1");
        assertThat(signal("plain")).isEqualTo("1");
    }

    @Test
    void aNewVersionInJavaIsANewClass() {
        run("Seen.java", JAVA);
        String[] changed = JAVA.clone();
        changed[11] = "    log.info(\"the second\");";
        write("Seen.java", changed);
        log.awaitLine("the second");
        Await.until("it runs", () -> log.containing("Seen.java runs").size() == 2);
        hearsAndSpeaks();
    }

    /** As editors on Windows write them; in Java with a class of another file beside it. */
    @Test
    void aFileMayBeginWithAByteOrderMark() {
        write(
                "Seen.java",
                "\uFEFFpublic class Seen extends io.tickcast.script.TickVerticle {",
                "  @Override public void begin() { log.info(Other.text()); } }");
        write("Other.java", "public class Other { static String text() { return \"java \u4ef7\u683c\"; } }");
        write("seen.groovy", "\uFEFFlog.info 'groovy \u4ef7\u683c'");
        write("seen.js", "\uFEFFlog.info('js \u4ef7\u683c')");
        start();
        for (String language : new String[] {"java", "groovy", "js"}) {
            log.awaitLine(language + " \u4ef7\u683c");
        }
        assertThat(state("Other.java", "broken").getString("last_error"))
                .isEqualTo("its class must extend io.tickcast.script.TickVerticle");
    }

    @Test
    void itIsCompiledAndMadeOnAThreadThatMayBlock() {
        write(
                "Made.java",
                "public class Made extends io.tickcast.script.TickVerticle {",
                "  private final String thread = Thread.currentThread().getName();",
                "  @Override",
                "  public void begin() { log.info(\"made by \" + thread); }",
                "}");
        write(
                "made.groovy",
                "import groovy.transform.ASTTest",
                "@ASTTest(value = { System.setProperty('made.groovy', Thread.currentThread().name) })",
                "class Compiled {}",
                "log.info 'compiled by ' + System.clearProperty('made.groovy')");
        start();

        log.awaitLine("Made.java: made by verticle-compiler");
        log.awaitLine("made.groovy: compiled by vert.x-worker-thread");
    }

    @Test
    void oneThatBlocksHoldsUpNobodyElse() {
        write("stuck.groovy", "ticks.on('*') { new java.util.concurrent.CountDownLatch(1).await() }");
        write("good.js", ECHO);
        start(Map.of("CALL_LIMIT", "100ms"));
        running("stuck.groovy");
        running("good.js");
        tick("BTCUSDT", "1");
        Await.until("it is said", () -> log.containing("WARN stuck.groovy: ").size() == 1);
        // Ten times the limit, unless a busy machine took ten seconds to get here.
        assertThat(log.containing("WARN stuck.groovy: ").get(0))
                .matches(".*: a call took longer than 1(00|000) ms; trusted code is not cancelled");
        tick("BTCUSDT", "2");
        tick("ETHUSDT", "3");

        assertThat(signals.next(signal -> signal.getString("data").contains("\"3\"")))
                .isNotNull();
        assertThat(reportOf("stuck.groovy", file -> file.getInteger("overruns", 0) == 1)
                        .getInteger("calls"))
                .isEqualTo(1);
        delete("stuck.groovy");
        reported("stuck.groovy", false);
    }

    @Test
    void oneThatNeverEndsHoldsUpNoStop() {
        write(
                "busy.groovy",
                "ticks.on('*') { signals.publish('busy', 1); while (System.getProperty('busy.groovy') != 'end') {} }");
        start();
        running("busy.groovy");
        tick("BTCUSDT", "1");
        signal("busy");
        try {
            Await.result(verticle.leave());
            assertThat(states.next(report -> report.getJsonArray("files").isEmpty()))
                    .isNotNull();
        } finally {
            System.setProperty("busy.groovy", "end");
        }
    }

    @Test
    void oneThatGoesOnAfterItsEndIsHeardNoMore() {
        write(
                "busy.groovy",
                "ticks.on('*') {",
                "  while (System.getProperty('busy.gone') != 'end') {",
                "    signals.publish('busy', 1)",
                "    System.setProperty('busy.count', String.valueOf(Integer.getInteger('busy.count', 0) + 1))",
                "    try { Thread.sleep(20) } catch (InterruptedException e) { }",
                "  }",
                "}");
        start();
        running("busy.groovy");
        tick("BTCUSDT", "1");
        signal("busy");
        try {
            delete("busy.groovy");
            reported("busy.groovy", false);
            int heard = signals.all().size();
            int count = Integer.getInteger("busy.count", 0);
            Await.until("it has gone on", () -> Integer.getInteger("busy.count", 0) > count + 20);
            // One may have been on its way.
            assertThat(signals.all()).hasSizeLessThanOrEqualTo(heard + 1);
        } finally {
            System.setProperty("busy.gone", "end");
        }
    }

    @Test
    void aSettingLeavesThemOut() {
        write("seen.groovy", GROOVY);
        write("Seen.java", JAVA);
        write("good.js", ECHO);
        start(Map.of("TRUSTED", "false"));
        running("good.js");

        for (String file : new String[] {"seen.groovy", "Seen.java"}) {
            assertThat(state(file, "broken").getString("last_error"))
                    .isEqualTo(file
                            + " is not run: verticles.trusted is false, and only files in JavaScript run in a sandbox");
        }
        assertThat(log.containing("begun")).isEmpty();
    }
}
