package io.tickcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.tickcast.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NonBlockingConsoleAppenderTest {
    private static final int CAPACITY = 4;

    private final LoggerContext context = new LoggerContext();
    private final CountDownLatch taken = new CountDownLatch(1);
    private final List<String> written = new CopyOnWriteArrayList<>();
    private volatile boolean broken;
    private final NonBlockingConsoleAppender appender = new NonBlockingConsoleAppender(new StuckOutput(), CAPACITY);

    /** Takes nothing until {@link #taken}. */
    private final class StuckOutput extends OutputStream {
        @Override
        public void write(int b) {
            throw new AssertionError("a line is written at once");
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            try {
                taken.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (broken) {
                throw new IOException("no space left on device");
            }
            written.add(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%-5level %msg");
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
    }

    @AfterEach
    void stop() {
        taken.countDown();
        appender.stop();
    }

    private void log(String text) {
        appender.doAppend(new LoggingEvent("", context.getLogger("test"), Level.INFO, text, null, null));
    }

    /** One line is with the writer then, and the queue is full. */
    private List<String> fill() {
        log("first");
        Await.until("the writer has it", () -> appender.waiting() == 0);
        IntStream.range(0, CAPACITY).forEach(i -> log("line " + i));
        return List.of("INFO  first", "INFO  line 0", "INFO  line 1", "INFO  line 2", "INFO  line 3");
    }

    @Test
    void aLineThatDoesNotFitIsDroppedCountedAndToldOfOnceTheOutputIsTaken() {
        List<String> kept = fill();
        log("one too many");
        log("another");
        assertThat(appender.dropped()).isEqualTo(2);
        assertThat(appender.waiting()).isEqualTo(CAPACITY);

        taken.countDown();
        appender.flush(Duration.ofMinutes(1));
        assertThat(written)
                .containsAll(kept)
                .filteredOn(line -> !kept.contains(line))
                .containsExactly("WARN  2 lines of the log were dropped: nothing read the output");

        log("later");
        appender.flush(Duration.ofMinutes(1));
        assertThat(written).last().isEqualTo("INFO  later");
    }

    @Test
    void aFlushDoesNotWaitForAnOutputThatNobodyTakes() {
        fill();
        appender.flush(Duration.ofMillis(1));
        assertThat(written).isEmpty();
    }

    @Test
    void aLineThatCannotBeWrittenCountsAsDropped() {
        broken = true;
        taken.countDown();
        log("lost");
        appender.flush(Duration.ofMinutes(1));
        assertThat(appender.dropped()).isPositive();
        assertThat(written).isEmpty();
    }

    @Test
    void itWritesWhatAnObjectWasWhenItWasLogged() {
        fill();
        StringBuilder changing = new StringBuilder("then");
        taken.countDown();
        Await.until("there is room", () -> appender.waiting() == 0);
        appender.doAppend(
                new LoggingEvent("", context.getLogger("test"), Level.INFO, "{}", null, new Object[] {changing}));
        changing.append(" and now");
        appender.flush(Duration.ofMinutes(1));
        assertThat(written).last().isEqualTo("INFO  then");
    }
}
