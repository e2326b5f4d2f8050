package io.tickcast.script;

import io.tickcast.config.VerticlesSettings;
import io.tickcast.time.Deadline;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.lang.groovy.GroovyVerticleFactory;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Makes a verticle of a file and deploys it, on a worker thread of its own. */
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
    private @Nullable Future<JavaScriptEngine> engine;
    /** Deployments that are not done. */
    private final Set<Future<String>> underWay = new HashSet<>();

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
     * @param patience in which a file must have begun, its compilation included
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
        Future<String> deployed = (file.isSandboxed() ? sandboxed(host, options) : trusted(file, options))
                .compose(deployment -> begun(deployment, host.failure().map(ScriptException::new)));
        underWay.add(deployed);
        deployed.onComplete(done -> underWay.remove(deployed));
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

    private Future<String> sandboxed(ScriptHost host, DeploymentOptions options) {
        Future<JavaScriptEngine> loading = engine != null ? engine : vertx.executeBlocking(JavaScriptEngine::new);
        engine = loading;
        return loading.compose(loaded -> vertx.executeBlocking(() -> ScriptFolder.text(host.file()))
                .compose(text -> vertx.deployVerticle(new JavaScriptVerticle(host, loaded, text), options)));
    }

    private Future<String> trusted(ScriptFile file, DeploymentOptions options) {
        WorkerDeployer deployer = new WorkerDeployer(() -> compiled(file, options));
        return vertx.deployVerticle(deployer, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                .compose(deployment -> begun(deployment, deployer.failure()));
    }

    /** Undeploys a program that has not started, and fails. */
    private Future<String> begun(String deployment, Optional<? extends Throwable> failure) {
        return failure.isEmpty()
                ? Future.succeededFuture(deployment)
                : vertx.undeploy(deployment).transform(ended -> Future.failedFuture(failure.get()));
    }

    private Future<String> compiled(ScriptFile file, DeploymentOptions options) {
        if (!settings.trusted()) {
            return Future.failedFuture(new ScriptException(file.fileName()
                    + " is not run: verticles.trusted is false, and only files in JavaScript run in a sandbox"));
        }
        if (file.language().equals(ScriptFile.JAVA) && ToolProvider.getSystemJavaCompiler() == null) {
            return Future.failedFuture(new ScriptException(
                    file.fileName() + " cannot be compiled: this Java is a JRE, and the compiler comes with a JDK"));
        }
        if (file.language().equals(ScriptFile.GROOVY)) {
            needGroovy();
        }
        try {
            ClassLoader parent = Launcher.class.getClassLoader();
            ClassLoader loader = file.language().equals(ScriptFile.GROOVY)
                    ? new GroovySource(file, ScriptFolder.text(file), folder(file), parent)
                    : new URLClassLoader(new URL[] {folder(file)}, parent);
            options.setClassLoader(loader);
            return file.language().equals(ScriptFile.JAVA)
                    ? vertx.deployVerticle(JavaSource.verticle(file, loader), options)
                    : vertx.deployVerticle(file.language() + ":" + file.fileName(), options);
        } catch (InvocationTargetException e) {
            return Future.failedFuture(e.getCause());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /** Created with the first Groovy file: Groovy loads hundreds of classes. */
    private synchronized void needGroovy() {
        if (vertx.verticleFactories().stream()
                .noneMatch(factory -> factory.prefix().equals(ScriptFile.GROOVY))) {
            vertx.registerVerticleFactory(new GroovyVerticleFactory());
        }
    }

    /** Each version gets a new loader, since a class cannot be loaded anew. */
    private static URL folder(ScriptFile file) throws MalformedURLException {
        return file.path().toAbsolutePath().resolveSibling("").toUri().toURL();
    }

    /** Succeeds when no deployment is under way. On the event loop. */
    Future<Void> settled() {
        return Future.join(List.copyOf(underWay)).<Void>mapEmpty().otherwiseEmpty();
    }

    /** Must be called after the last of its files has ended. */
    void close() {
        if (engine != null) {
            engine.onSuccess(loaded -> vertx.executeBlocking(() -> {
                loaded.close();
                return loaded;
            }));
        }
    }
}
