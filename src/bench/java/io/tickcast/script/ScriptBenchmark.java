package io.tickcast.script;

import io.tickcast.bench.TimeBenchmark;
import io.tickcast.config.SettingsReader;
import io.tickcast.config.VerticlesSettings;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The time of a tick in a file, on the file's own thread. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class ScriptBenchmark extends TimeBenchmark {
    private static final String SPREAD =
            "let sum = 0\n" + "ticks.on('BTCUSDT', tick => { sum += 100 * (tick.ask - tick.bid) / tick.price })";

    private final Vertx vertx = Vertx.vertx();
    private JavaScriptEngine engine;
    private JavaScriptProgram javaScript;
    private TrustedProgram java;
    private Tick tick;
    private double sum;

    @Setup(Level.Trial)
    public void begin() throws Exception {
        VerticlesSettings settings =
                SettingsReader.read(Optional.empty(), Map.of()).verticles();
        engine = new JavaScriptEngine();
        javaScript = new JavaScriptProgram(host(settings, "js"), engine, SPREAD);
        javaScript.begin();
        java = new TrustedProgram(host(settings, "java"), () -> this);
        java.begin();
        java.on("BTCUSDT", seen -> sum += 100 * (seen.ask - seen.bid) / seen.price);
        TickBuilder builder = bitcoin();
        for (DecimalField figure : DecimalField.values()) {
            builder.figure(figure, "95000.12345678");
        }
        tick = builder.build();
    }

    private ScriptHost host(VerticlesSettings settings, String language) {
        ScriptFile file = new ScriptFile(Path.of("bench." + language), "bench", language, 0, 0);
        return new ScriptHost(
                vertx,
                vertx.getOrCreateContext(),
                file,
                settings,
                new MarketView(List.of("binance"), Map.of(), Optional.empty()),
                new RateLimitedPublisher(vertx.eventBus(), "node", file.fileName(), System::nanoTime));
    }

    @Benchmark
    public void tickToJavaScript() {
        javaScript.tick(tick);
    }

    @Benchmark
    public double tickToJava() {
        java.tick(tick);
        return sum;
    }

    @TearDown(Level.Trial)
    public void end() {
        javaScript.close();
        engine.close();
        vertx.close();
    }
}
