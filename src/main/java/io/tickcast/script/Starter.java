package io.tickcast.script;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;

/** Deploys the verticle of a file from a worker: Vert.x compiles it, and makes its object, where that is asked for. */
final class Starter extends VerticleBase {
  private final Supplier<Future<String>> deployment;

  Starter(Supplier<Future<String>> deployment) {
    this.deployment = deployment;
  }

  @Override
  public Future<?> start() {
    return deployment.get();
  }
}
