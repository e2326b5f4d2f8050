package io.tickcast.script;

import io.tickcast.config.VerticlesSettings;
import io.tickcast.time.Deadline;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes the verticle of a file and deploys it, on a worker thread of its own. */
final class Launcher {
    /** Time for a compiler that is loaded for the first time on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Context loop;
    private final VerticlesSettings settings;
    private final String node;
    private final MarketView market;
    private final CallWatchdog watchdog;
    private final Duration patience;
    private final Background background;
    private final TrustedFiles trusted;
    private @Nullable Future<JavaScriptEngine> engine;
    /** Deployments that are not done. */
    private final Set<Future<String>> underWay = new HashSet<>();

    private boolean ended;

    private int launches;

    /** A version of a file that runs. */
    final class Running {
        private final ScriptHost host;
        private final String deployment;
        private final String number;

        private Running(ScriptHost host, String deployment, String number) {
            this.host = host;
            this.deployment = deployment;
            this.number = number;
        }

        ScriptHost host() {
            return host;
        }

        /** Ends the launches under way; a call of trusted code that does not end keeps its thread. */
        void end() {
            forget(host, number);
            // Fails when the verticle is gone already, as when all are ended.
            vertx.undeploy(deployment);
        }
    }

    /**
     * @param loop     the event loop that its answers come on
     * @param patience time limit for a file to begin, its compilation included
     */
    Launcher(
            Vertx vertx,
            Context loop,
            VerticlesSettings settings,
            String node,
            MarketView market,
            CallWatchdog watchdog,
            Duration patience) {
        this.vertx = vertx;
        this.loop = loop;
        this.settings = settings;
        this.node = node;
        this.market = market;
        this.watchdog = watchdog;
        this.patience = patience;
        background = new Background(loop);
        trusted = new TrustedFiles(vertx, settings.trusted(), background);
    }

    /** Fails with a {@link ScriptException}, or with the message of a compiler. On the event loop. */
    Future<Running> launch(ScriptFile file) {
        String number = Integer.toString(++launches);
        ScriptHost host = new ScriptHost(
                vertx,
                loop,
                file,
                settings,
                market,
                new RateLimitedPublisher(vertx.eventBus(), node, file.fileName(), System::nanoTime));
        watchdog.add(host);
        DeploymentOptions options = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("verticle-" + file.fileName() + "-" + number)
                .setWorkerPoolSize(1)
                // It may be busy or wait for a long time: its own limits report that once, Vert.x would every second.
                .setMaxWorkerExecuteTime(Long.MAX_VALUE)
                .setConfig(HostRegistry.of(vertx).put(number, host));
        Future<String> deployed = (file.isSandboxed() ? sandboxed(host) : trusted.verticle(file, options))
                .compose(verticle -> deploy(verticle, options, host));
        // Its thread may stay in a call that nothing interrupts.
        Future<String> givenUp = host.givenUp().compose(why -> Future.failedFuture(new ScriptException(why)));
        return Deadline.within(loop, patience, firstOf(deployed, givenUp))
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException
                                ? new ScriptException("it had not started after " + patience.toSeconds() + " s")
                                : cause))
                .map(deployment -> new Running(host, deployment, number))
                .onFailure(cause -> {
                    forget(host, number);
                    // A program that is deployed after its deadline is removed.
                    deployed.onSuccess(vertx::undeploy);
                });
    }

    private <T> Future<T> firstOf(Future<T> one, Future<T> other) {
        Promise<T> first = Promise.promise();
        List.of(one, other).forEach(each -> each.onComplete(first::tryComplete, first::tryFail));
        return first.future();
    }

    private void forget(ScriptHost host, String number) {
        host.close();
        watchdog.remove(host);
        HostRegistry.of(vertx).remove(number);
    }

    private Future<Deployable> sandboxed(ScriptHost host) {
        Future<JavaScriptEngine> loading = engine;
        if (loading == null || loading.failed()) {
            loading = background.run(JavaScriptEngine::new);
            engine = loading;
        }
        return loading.compose(loaded -> background
                .run(() -> ScriptFolder.text(host.file()))
                .map(text -> new JavaScriptVerticle(host, loaded, text)));
    }

    private Future<String> deploy(Deployable verticle, DeploymentOptions options, ScriptHost host) {
        if (ended) {
            return Future.failedFuture(new ScriptException("the node ends"));
        }
        Future<String> deployed =
                vertx.deployVerticle(verticle, options).compose(deployment -> begun(deployment, host));
        underWay.add(deployed);
        deployed.onComplete(done -> underWay.remove(deployed));
        return deployed;
    }

    /** Undeploys a program that has not started, and fails. */
    private Future<String> begun(String deployment, ScriptHost host) {
        Optional<String> failure = host.failure();
        return failure.isEmpty()
                ? Future.succeededFuture(deployment)
                : vertx.undeploy(deployment)
                        .transform(undeployed -> Future.failedFuture(new ScriptException(failure.get())));
    }

    /** Succeeds when no deployment is under way. On the event loop. */
    Future<Void> settled() {
        return Future.join(List.copyOf(underWay)).<Void>mapEmpty().otherwiseEmpty();
    }

    /** Deploys nothing from now on. Must be called after the last of its files has ended. */
    void close() {
        ended = true;
        if (engine != null) {
            engine.onSuccess(loaded -> vertx.executeBlocking(() -> {
                loaded.close();
                return loaded;
            }));
        }
    }
}
