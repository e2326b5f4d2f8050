package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.lease.LeasePeers;
import io.tickcast.liveness.Liveness;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.tickcast.testing.Ticks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Lock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The remains of the versions of a file that others took the place of: none, however many there were. */
@Tag("slow")
class ReplacedTest extends WithVerticles {
    /** Each begins well and is called by a tick and a timer, or else throws when all that is begun. */
    private static final Map<String, String> TEXTS = Map.of(
            "js", """
          ticks.on('*', tick => signals.publish('heard', tick.price))
          timer.every(10, () => ticks.last('BTCUSDT'))
          %s
          """,
            "groovy", """
          ticks.on('*') { signals.publish('heard', it.price) }
          timer.every(10) { ticks.last('BTCUSDT') }
          vertx.setPeriodic(60_000) { }
          vertx.eventBus().consumer('here') { }
          %s
          """,
            "java", """
          public class Seen extends io.tickcast.script.TickVerticle {
            public void begin() {
              ticks.on("*", tick -> signals.publish("heard", tick.price));
              timer.every(10, () -> ticks.last("BTCUSDT"));
              vertx.setPeriodic(60_000, id -> {});
              vertx.eventBus().consumer("here", message -> {});
              %s
            }
          }
          """);

    private static final Map<String, String> BREAKING = Map.of(
            "js",
            "throw new Error('not this one')",
            "groovy",
            "throw new Exception('not this one')",
            "java",
            "throw new IllegalStateException(\"not this one\");");
    /** One of so many cannot be run, one of twice as many not even be read. */
    private static final int BROKEN_EVERY = 4;

    private static final Set<String> PARTS = Set.of(
            "io.tickcast.script.ScriptHost",
            "io.tickcast.script.Starter",
            "com.oracle.truffle.polyglot.PolyglotContextImpl",
            "com.oracle.truffle.js.runtime.JSRealm",
            "java.net.URLClassLoader",
            "io.vertx.core.impl.verticle.CompilingClassLoader",
            "io.vertx.core.impl.VertxImpl$InternalTimerHandler",
            "io.vertx.core.eventbus.impl.MessageConsumerImpl",
            "io.vertx.core.impl.WorkerPool");

    /** Each is a full collection. What ends on threads of its own needs a moment. */
    private static final int LOOKS = 100;

    private final Context loop = vertx.getOrCreateContext();
    private final MarketView market = new MarketView(List.of("binance"), Map.of(), Optional.empty());

    {
        market.keep(Ticks.tick(BTC, 1, "1"));
    }

    private final CallWatchdog watchdog = new CallWatchdog(80, () -> {});
    private Promise<Void> reached = Promise.promise();
    private String name;
    private String language;
    private int version;
    private int last = 1;
    private ScriptDeployment deployment;

    /** A new one for the slot, which reads its file anew. */
    private ScriptFile newVersion() {
        version++;
        String text = !isBroken() ? "good" : version % (2 * BROKEN_EVERY) == 0 ? "garbled" : "broken";
        return new ScriptFile(folder.resolve(text).resolve(name + "." + language), name, language, 0, version);
    }

    private boolean isBroken() {
        return version % BROKEN_EVERY == 0;
    }

    private void next() {
        if (version < last) {
            deployment.replace(newVersion());
        } else {
            reached.tryComplete();
        }
    }

    private void changed() {
        if (isBroken()) {
            next();
        } else if (deployment.state().getString("state").equals("running")) {
            // What it answers is followed by the next one.
            deployment.tick(Ticks.tick(BTC, version, "1"));
        }
    }

    /** A thread that a version happens to start keeps its class loader for as long as it lives: each does so once. */
    private void startAllThreads() {
        ((VertxInternal) vertx)
                .eventLoopGroup()
                .forEach(each -> each.submit(() -> {}).syncUninterruptibly());
        Await.result(Future.all(IntStream.range(0, VertxOptions.DEFAULT_WORKER_POOL_SIZE)
                .mapToObj(i -> vertx.executeBlocking(() -> i, false))
                .toList()));
    }

    private void begin(String name, String language) {
        this.name = name;
        this.language = language;
        startAllThreads();
        Launcher launcher = new Launcher(
                vertx,
                loop,
                TestSettings.with(Map.of("TICKCAST_VERTICLES_CALL_LIMIT", "5s")).verticles(),
                "test",
                market,
                watchdog,
                Launcher.PATIENCE);
        deployment = new ScriptDeployment(launcher, newVersion(), this::changed);
        loop.runOnContext(v -> deployment.mayRun(true));
        Await.result(reached.future());
    }

    private void replaceUntil(int version) {
        reached = Promise.promise();
        loop.runOnContext(v -> {
            last = version;
            next();
        });
        Await.result(reached.future());
    }

    /** Number of objects of each part. */
    private static Map<String, Long> counted() {
        Map<String, Long> counts = new TreeMap<>();
        histogram()
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length > 3)
                .filter(words -> PARTS.contains(words[3]))
                .forEach(words -> counts.put(words[3], Long.parseLong(words[1])));
        counts.put(
                "threads",
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("verticle-"))
                        .count());
        return counts;
    }

    /** Of what is reachable. */
    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new AssertionError("no histogram", e);
        }
    }

    private Map<String, Long> beyond(Map<String, Long> before) {
        Map<String, Long> counts = counted();
        counts.entrySet().removeIf(count -> count.getValue() <= before.getOrDefault(count.getKey(), 0L));
        if (language.equals("groovy")) {
            // What Groovy and the JDK's beans know of a class they keep by soft references, until memory is short.
            counts.keySet().removeIf(part -> part.endsWith("ClassLoader"));
        }
        return counts;
    }

    @ParameterizedTest
    @CsvSource({"a,js,41", "a,groovy,9", "Seen,java,5"})
    void nothingIsLeftOfVersionsThatOthersTookThePlaceOf(String name, String language, int versions)
            throws IOException {
        Files.createDirectory(folder.resolve("good"));
        Files.createDirectory(folder.resolve("broken"));
        Files.createDirectory(folder.resolve("garbled"));
        write("good/" + name + "." + language, TEXTS.get(language).formatted(""));
        write("broken/" + name + "." + language, TEXTS.get(language).formatted(BREAKING.get(language)));
        write("garbled/" + name + "." + language, "if (");
        vertx.eventBus().<JsonObject>localConsumer("signals", message -> loop.runOnContext(v -> next()));
        begin(name, language);
        Map<String, Long> before = counted();
        assertThat(before).containsKey(ScriptHost.class.getName());

        replaceUntil(versions);
        Map<String, Long> more = beyond(before);
        for (int look = 1; look < LOOKS && !more.isEmpty(); look++) {
            more = beyond(before);
        }
        assertThat(more).isEmpty();
        assertThat(log.containing("." + language + " runs")).hasSize(versions - versions / BROKEN_EVERY);
        Promise<Void> ended = Promise.promise();
        loop.runOnContext(v -> {
            deployment.end();
            ended.complete();
        });
        Await.result(ended.future());
        watchdog.close();
    }

    @Test
    void itsLockIsHeldByAllItsVersionsAndGoesWithTheFile() {
        write("a.js", "log.info('one')");
        verticle = new ScriptsVerticle(
                folder,
                TestSettings.with(Map.of("TICKCAST_VERTICLES_FOLDER", folder.toString()))
                        .verticles(),
                "test",
                "id",
                Optional.of(LeasePeers.NONE),
                List.of("binance"),
                Map.of(),
                List.of(),
                Optional.empty(),
                new Liveness());
        Await.result(vertx.deployVerticle(verticle));
        log.awaitLine("a.js: one");
        write("a.js", "log.info('the second')");
        log.awaitLine("a.js: the second");
        assertThat(lock().failed()).isTrue();
        delete("a.js");
        Await.until("its lock is free", () -> lock().succeeded());
    }

    private Future<Lock> lock() {
        Future<Lock> lock = vertx.sharedData().getLockWithTimeout("verticle.a.js", 1);
        Await.result(lock.otherwiseEmpty());
        return lock;
    }
}
