package io.tickcast.script;

import groovy.lang.Script;
import io.vertx.core.Vertx;
import java.util.Map;

/**
 * The base class of scripts in Groovy. {@code compilerConfiguration.properties}, where Vert.x' factory looks for it,
 * names this class to the compiler. Its API is that of {@link TickVerticle}.
 */
public abstract class TickScript extends Script {
    private TrustedProgram program;
    private ScriptHost host;

    /** The script itself. */
    protected abstract Object body();

    @Override
    public final Object run() {
        Vertx vertx = (Vertx) getBinding().getVariable("vertx");
        host = HostRegistry.of(vertx).get(vertx.getOrCreateContext().config());
        program = new TrustedProgram(host, this::body);
        host.begin(program);
        return this;
    }

    public Ticks getTicks() {
        return program;
    }

    public Candles getCandles() {
        return program.candles();
    }

    public Signals getSignals() {
        return program;
    }

    public Timer getTimer() {
        return program;
    }

    public ScriptLog getLog() {
        return host.log();
    }

    public Map<String, Object> getSettings() {
        return host.settings();
    }
}
