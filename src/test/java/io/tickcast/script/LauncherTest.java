package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;

class LauncherTest extends WithVerticles {
    /** By its interruption where it has begun to wait, and by not being begun at all where it was compiled too late. */
    @Test
    void aStartThatHangsIsGivenUpOnTheEventLoopAndEnds() {
        write("stuck.groovy", "new java.util.concurrent.CountDownLatch(1).await()");
        Context loop = vertx.getOrCreateContext();
        CallWatchdog watchdog = new CallWatchdog(80, () -> {});
        Launcher launcher = new Launcher(
                vertx,
                loop,
                TestSettings.with(Map.of()).verticles(),
                "test",
                new MarketView(List.of("binance"), Map.of(), Optional.empty()),
                watchdog,
                Duration.ofSeconds(1));
        ScriptFile file = new ScriptFile(folder.resolve("stuck.groovy"), "stuck", "groovy", 0, 0);
        Promise<String> givenUp = Promise.promise();
        loop.runOnContext(v -> launcher.launch(file)
                .onComplete(
                        begun -> givenUp.fail("it began"),
                        cause -> givenUp.complete((Vertx.currentContext() == loop) + ": " + cause.getMessage())));

        assertThat(Await.result(givenUp.future())).isEqualTo("true: it had not started after 1 s");
        Await.until(
                "its thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("verticle-stuck.groovy")));
        watchdog.close();
    }

    /** A compiler and a constructor cannot be stopped. */
    @Test
    void aNodeEndsWithoutAnErrorWhileAVerticleIsMade() throws InterruptedException {
        ArrayBlockingQueue<Thread> making = new ArrayBlockingQueue<>(1);
        System.getProperties().put("making", making);
        write(
                "Slow.java",
                "import java.util.concurrent.ArrayBlockingQueue;",
                "public class Slow extends io.tickcast.script.TickVerticle {",
                "  @SuppressWarnings(\"unchecked\")",
                "  public Slow() throws InterruptedException {",
                "    ArrayBlockingQueue<Thread> making = (ArrayBlockingQueue<Thread>) System.getProperties().get(\"making\");",
                "    making.put(Thread.currentThread());",
                "    making.put(Thread.currentThread());",
                "  }",
                "  @Override public void begin() { }",
                "}");
        try (LogLines ofVertx = new LogLines("io.vertx")) {
            start();
            Await.until("it is being made", () -> making.peek() != null);
            Thread maker = making.element();
            Await.result(verticle.leave());
            Await.result(verticle.settled());
            Await.result(vertx.close());
            making.clear();
            maker.join();
            assertThat(ofVertx.of(Level.ERROR)).isEmpty();
        } finally {
            System.getProperties().remove("making");
        }
    }
}
