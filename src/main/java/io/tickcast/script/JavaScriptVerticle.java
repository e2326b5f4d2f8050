package io.tickcast.script;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;

/** A file in JavaScript as a verticle, on a worker thread of its own. */
final class JavaScriptVerticle extends VerticleBase {
  private final ScriptHost host;
  private final JavaScriptEngine engine;

  JavaScriptVerticle(ScriptHost host, JavaScriptEngine engine) {
    this.host = host;
    this.engine = engine;
  }

  @Override
  public Future<?> start() throws IOException, ScriptException {
    host.begin(new JavaScriptProgram(host, engine, ScriptFolder.text(host.file())));
    return Future.succeededFuture();
  }
}
