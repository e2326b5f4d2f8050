package io.tickcast.script;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/**
 * The base class of Java files in the verticles' folder. All of it is called on one thread of the file's own, where it
 * may block: afterwards it gets the newest ticks.
 */
public abstract class TickVerticle extends VerticleBase {
    protected Ticks ticks;
    protected Candles candles;
    protected Signals signals;
    protected Timer timer;
    protected ScriptLog log;
    /** The file's own section of the settings. */
    protected JsonObject settings;

    /** Called once: registers handlers and timers. An exception keeps the file from running. */
    protected abstract void begin() throws Exception;

    @Override
    public final Future<?> start() {
        ScriptHost host = HostRegistry.of(vertx).get(config());
        TrustedProgram program = new TrustedProgram(host, () -> {
            begin();
            return this;
        });
        ticks = program;
        candles = program.candles();
        signals = program;
        timer = program;
        log = host.log();
        settings = new JsonObject(host.settings());
        host.begin(program);
        return Future.succeededFuture();
    }
}
