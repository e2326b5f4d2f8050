package io.tickcast.script;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Deploys the verticle of a file from a worker: it is compiled, and its object made, where that is asked for. It
 * is deployed itself also where that fails.
 */
final class WorkerDeployer extends VerticleBase {
    private final Supplier<Future<String>> deployment;
    private volatile @Nullable Throwable failure;

    WorkerDeployer(Supplier<Future<String>> deployment) {
        this.deployment = deployment;
    }

    @Override
    public Future<?> start() {
        return Future.succeededFuture().compose(v -> deployment.get()).transform(deployed -> {
            failure = deployed.cause();
            return Future.succeededFuture();
        });
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }
}
