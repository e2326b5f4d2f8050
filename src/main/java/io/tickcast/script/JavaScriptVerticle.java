package io.tickcast.script;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** A file in JavaScript as a verticle, on a worker thread of its own. */
final class JavaScriptVerticle extends VerticleBase {
    private final ScriptHost host;
    private final JavaScriptEngine engine;
    private final String text;

    JavaScriptVerticle(ScriptHost host, JavaScriptEngine engine, String text) {
        this.host = host;
        this.engine = engine;
        this.text = text;
    }

    @Override
    public Future<?> start() {
        host.begin(new JavaScriptProgram(host, engine, text));
        return Future.succeededFuture();
    }
}
