package io.tickcast.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.IOAccess;

/** The part that all files in JavaScript share: the engine and the API. Loaded with the first such file. */
final class JavaScriptEngine implements AutoCloseable {
    /**
     * Characters of a text: what may be made is bounded where the memory cannot be; and what nothing interrupts, as the
     * reading of a long hexadecimal number, takes seconds then, and not hours.
     */
    private static final String LONGEST_TEXT = "100000";

    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("js.strict", "true"),
            Map.entry("js.load", "false"),
            Map.entry("js.print", "false"),
            Map.entry("js.console", "false"),
            Map.entry("js.graal-builtin", "false"),
            Map.entry("js.polyglot-builtin", "false"),
            Map.entry("js.java-package-globals", "false"),
            Map.entry("js.shared-array-buffer", "false"),
            Map.entry("js.atomics", "false"),
            // One multiplication of two large ones takes minutes, and nothing interrupts it.
            Map.entry("js.bigint", "false"),
            Map.entry("js.string-length-limit", LONGEST_TEXT),
            Map.entry("js.max-typed-array-length", "1000000"),
            Map.entry("js.max-apply-argument-length", "65535"),
            // Otherwise the failure of an async handler would be lost.
            Map.entry("js.unhandled-rejections", "throw"));

    private final Engine engine = Engine.newBuilder("js")
            .option("engine.WarnInterpreterOnly", "false")
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .in(InputStream.nullInputStream())
            .build();
    private final Source bounds = source("bounds.js");
    private final Source words = source("words.js");

    JavaScriptEngine() {
        try (Context first = context()) {
            first.eval(words);
            first.eval(source("warm.js"));
        }
    }

    private static Source source(String name) {
        try (InputStream in = JavaScriptEngine.class.getResourceAsStream(name)) {
            return Source.newBuilder("js", new String(in.readAllBytes(), StandardCharsets.UTF_8), name)
                    .internal(true)
                    .buildLiteral();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A context without Java, files, network, processes, threads and other languages. */
    Context context() {
        Context context = Context.newBuilder("js")
                .engine(engine)
                .allowAllAccess(false)
                .allowHostAccess(HostAccess.NONE)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                .allowEnvironmentAccess(EnvironmentAccess.NONE)
                .allowIO(IOAccess.NONE)
                .allowExperimentalOptions(true)
                .options(OPTIONS)
                .build();
        context.eval(bounds);
        return context;
    }

    /** A function that makes the words of a context; see {@code words.js}. */
    Source wordsSource() {
        return words;
    }

    @Override
    public void close() {
        engine.close(true);
    }
}
