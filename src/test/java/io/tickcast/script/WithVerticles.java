package io.tickcast.script;

import io.tickcast.config.VerticlesSettings;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Side;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.tickcast.testing.Await;
import io.tickcast.testing.FakeCandles;
import io.tickcast.testing.Heard;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.TestSettings;
import io.tickcast.testing.Ticks;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of files, what they are on a node alone, and what they put on the event bus. */
abstract class WithVerticles {
    static final String BTC = "BTCUSDT";
    static final String ETH = "ETHUSDT";
    /** Answers each tick of its own symbol: after the answer, the other files have had their ticks. */
    static final String ECHO =
            "ticks.on('*', tick => signals.publish('echo', { symbol: tick.symbol, price: tick.text.price }))";

    final Vertx vertx = Vertx.vertx();
    final Heard<JsonObject> signals = new Heard<>();
    final Heard<JsonObject> states = new Heard<>();
    final FakeCandles candles = new FakeCandles();
    final LogLines log = new LogLines("io.tickcast.script");
    ScriptsVerticle verticle;
    private long time = 1_700_000_000_000L;

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        vertx.eventBus().registerCodec(new TickCodec());
        Await.result(vertx.eventBus()
                .<JsonObject>localConsumer("signals", message -> signals.add(message.body()))
                .completion());
        Await.result(vertx.eventBus()
                .<JsonObject>localConsumer(BusAddresses.VERTICLES_STATE, message -> states.add(message.body()))
                .completion());
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
        log.close();
    }

    final void start(Tick... warm) {
        start(Map.of(), warm);
    }

    /** @param overrides by variable, without {@code TICKCAST_VERTICLES_} */
    final void start(Map<String, String> overrides, Tick... warm) {
        Map<String, String> variables = new HashMap<>();
        variables.put("TICKCAST_VERTICLES_FOLDER", folder.toString());
        // A first call on a busy machine is no endless one. In its first seconds a file has ten times as long.
        variables.put("TICKCAST_VERTICLES_CALL_LIMIT", "5s");
        overrides.forEach((name, value) -> variables.put("TICKCAST_VERTICLES_" + name, value));
        start(TestSettings.with(variables).verticles(), warm);
    }

    final void start(VerticlesSettings settings, Tick... warm) {
        settings.folder().ifPresent(path -> start(path, settings, warm));
    }

    private void start(Path path, VerticlesSettings settings, Tick... warm) {
        verticle = new ScriptsVerticle(
                path,
                settings,
                "test",
                "id",
                Optional.empty(),
                List.of("binance", "okx", "kraken"),
                Map.of("OLDUSDT", BTC),
                List.of(warm),
                Optional.of(candles),
                new Liveness());
        Await.result(vertx.deployVerticle(verticle));
    }

    /** As careful people write files: it is there at once and whole. */
    final void write(String name, String... lines) {
        try {
            Path draft = Files.createTempFile(folder, ".draft", "");
            Files.writeString(draft, String.join("\n", lines));
            Files.move(draft, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void delete(String name) {
        try {
            Files.delete(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts with this one file, and returns once it runs. */
    final void run(String name, String... lines) {
        write(name, lines);
        start();
        running(name);
    }

    final void running(String name) {
        state(name, "running");
    }

    /** The status of the file, once it is in this state. */
    final JsonObject state(String name, String state) {
        Heard<JsonObject> all = states;
        return file(all.next(report -> file(report, name).getString("state", "").equals(state)), name);
    }

    /** The next report that has or has not the file. */
    final void reported(String name, boolean there) {
        states.next(report -> file(report, name).isEmpty() != there);
    }

    private static JsonObject file(JsonObject report, String name) {
        return report.getJsonArray("files").stream()
                .map(JsonObject.class::cast)
                .filter(file -> file.getString("file").equals(name))
                .findFirst()
                .orElse(new JsonObject());
    }

    /** The next report of the file that says so. */
    final JsonObject reportOf(String name, Predicate<JsonObject> wanted) {
        return file(states.next(report -> wanted.test(file(report, name))), name);
    }

    final void tick(String symbol, String price) {
        publish(Ticks.tick(symbol, ++time, price));
    }

    /** A tick that tells of its trade. */
    static Tick trade() {
        TickBuilder tick = Ticks.builder(BTC, 1_700_000_000_000L, "95000.10")
                .tradeId(6_123_456_789L)
                .side(Side.SELL);
        Ticks.set(tick, DecimalField.QUANTITY, "0.50000000");
        return tick.build();
    }

    final void publish(Tick tick) {
        vertx.eventBus().publish(BusAddresses.TICKS, tick, TickCodec.OPTIONS);
    }

    /** The data of the next signal of this name. */
    final String signal(String name) {
        return signals.next(signal -> signal.getString("name").equals(name)).getString("data");
    }
}
