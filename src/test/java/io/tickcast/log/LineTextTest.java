package io.tickcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** The lines that {@code conf/logback.xml} makes, as it is shipped. */
class LineTextTest {
    /** An escape, line ends of several kinds, C1, and marks that turn the direction of writing. */
    private static final String HOSTILE = "a\u001b[2Jb\r\nc\u0085d\u009be\u2028f\u202eg\u2066h\ufeffi\u0000j\u007fk";

    private static final String CLEAN = "a?[2Jb c?d?e?f?g?h?i?j?k";

    /** The lines that were written. */
    private static List<String> written(String format, java.util.function.Consumer<LoggerContext> logging)
            throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("tickcast.log.format", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            configurator.doConfigure(Path.of("conf", "logback.xml").toFile());
        } finally {
            System.setOut(before);
        }
        NonBlockingConsoleAppender appender = (NonBlockingConsoleAppender)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(format);
        logging.accept(context);
        appender.flush(Duration.ofSeconds(30));
        context.stop();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void noTextOfAnyLoggerHasControlCharacters(String format) throws Exception {
        List<String> lines = written(format, context -> {
            Thread.currentThread().setName("main" + HOSTILE);
            context.getMDCAdapter().put("key" + HOSTILE, "value" + HOSTILE);
            IOException hidden = new IOException("hidden" + HOSTILE);
            IllegalStateException thrown =
                    new IllegalStateException("thrown" + HOSTILE, new IOException("cause" + HOSTILE));
            thrown.addSuppressed(hidden);
            thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("file" + HOSTILE, "call", "a.js", 1)});
            context.getLogger("io.other")
                    .atWarn()
                    .addKeyValue("pair" + HOSTILE, HOSTILE)
                    .setCause(thrown)
                    .log("message " + HOSTILE + " of {}", "arg" + HOSTILE);
            Thread.currentThread().setName("main");
        });
        String all = String.join("\n", lines);
        assertThat(all)
                .contains(
                        "message " + CLEAN + " of arg" + CLEAN,
                        "thrown" + CLEAN,
                        "cause" + CLEAN,
                        "hidden" + CLEAN,
                        "file" + CLEAN);
        assertThat(all.replace("\n", "").replace("\t", ""))
                .doesNotContainPattern("[\\p{Cc}\\x{2028}\\x{202e}\\x{2066}\\x{feff}]")
                .doesNotContainPattern("\\\\u00[01]|\\\\u0085|\\\\u202");
        if (format.equals("json")) {
            assertThat(lines)
                    .singleElement()
                    .satisfies(line -> assertThat(new JsonObject(line).getString("formattedMessage"))
                            .isEqualTo("message " + CLEAN + " of arg" + CLEAN));
            assertThat(all).contains("main" + CLEAN, "value" + CLEAN);
        }
    }

    @Test
    void linesOfLibrariesAreShortAndCounted() throws Exception {
        List<String> lines = written("text", context -> {
            for (int i = 0; i < 1_000; i++) {
                context.getLogger("io.vertx.core.impl.ContextImpl")
                        .error("Unhandled exception", new NullPointerException("x" + i));
                context.getLogger("io.netty.channel.DefaultChannelPipeline")
                        .warn(
                                "An exceptionCaught() event was fired, and so on",
                                new IOException("accept(..) failed with error(-24): Too many open files"));
            }
        });
        assertThat(lines).hasSize(20).noneMatch(line -> line.startsWith("\t") || line.contains("exceptionCaught"));
        assertThat(lines)
                .filteredOn(line -> line.contains("NullPointerException"))
                .hasSize(10)
                .first()
                .asString()
                .contains("Unhandled exception: java.lang.NullPointerException: x0 [LineTextTest.java:");
        assertThat(lines)
                .filteredOn(line -> line.contains("ulimit -n"))
                .hasSize(10)
                .last()
                .asString()
                .contains("(512 so far)");
    }

    @Test
    void textsThatStrangersChooseAreOfOneKind() throws Exception {
        assertThat(written("text", context -> {
                    for (int i = 0; i < 1_000; i++) {
                        context.getLogger("io.vertx.core.eventbus.impl.MessageConsumerImpl")
                                .warn("Discarding message: " + (char) ('A' + i));
                    }
                }))
                .hasSize(10)
                .last()
                .asString()
                .endsWith("(512 like this so far)");
    }

    @Test
    void anExceptionFromAnotherPlaceIsAnotherKind() throws Exception {
        assertThat(written("text", context -> {
                    for (String place : List.of("Hub.java", "Hub.java", "Catalog.java", "Hub.java")) {
                        NullPointerException thrown = new NullPointerException();
                        thrown.setStackTrace(
                                new StackTraceElement[] {new StackTraceElement("io.tickcast.Any", "call", place, 7)});
                        context.getLogger("io.vertx.core.impl.ContextImpl").error("Unhandled exception", thrown);
                    }
                }))
                .hasSize(3)
                .anyMatch(line -> line.contains("[Catalog.java:7]"));
    }

    @Test
    void ownStackTracesStayWhole() throws Exception {
        assertThat(written(
                        "text", context -> context.getLogger("io.tickcast.Node").error("no", new IOException("why"))))
                .hasSizeGreaterThan(5)
                .anyMatch(line -> line.startsWith("\tat "));
    }
}
