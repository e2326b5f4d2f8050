package io.tickcast.script;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.VerticleFactory;
import io.vertx.lang.groovy.GroovyVerticleFactory;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Comparator;
import java.util.concurrent.Callable;
import javax.tools.ToolProvider;

/** Makes the verticles of the files that run outside the sandbox. */
final class TrustedFiles {
    private final Vertx vertx;
    private final boolean areTrusted;
    private final Background background;

    TrustedFiles(Vertx vertx, boolean areTrusted, Background background) {
        this.vertx = vertx;
        this.areTrusted = areTrusted;
        this.background = background;
    }

    /**
     * Compiles a file and calls its constructor. Fails with a {@link ScriptException}, with the message of a compiler, or
     * with what the constructor threw.
     *
     * @param options get the loader of its classes
     */
    Future<Deployable> verticle(ScriptFile file, DeploymentOptions options) {
        return background
                .run(() -> maker(file, options))
                .<Callable<? extends Deployable>>compose(maker -> maker)
                .<Deployable>compose(maker -> background.run(maker::call))
                .recover(cause -> Future.failedFuture(
                        cause instanceof InvocationTargetException thrown ? thrown.getTargetException() : cause));
    }

    private Future<Callable<? extends Deployable>> maker(ScriptFile file, DeploymentOptions options) throws Exception {
        if (!areTrusted) {
            throw new ScriptException(file.fileName()
                    + " is not run: verticles.trusted is false, and only files in JavaScript run in a sandbox");
        }
        if (file.language().equals(ScriptFile.JAVA) && ToolProvider.getSystemJavaCompiler() == null) {
            throw new ScriptException(
                    file.fileName() + " cannot be compiled: this Java is a JRE, and the compiler comes with a JDK");
        }
        ClassLoader loader = loader(file);
        options.setClassLoader(loader);
        if (file.language().equals(ScriptFile.JAVA)) {
            return Future.succeededFuture(() -> JavaSource.verticle(file, loader));
        }
        Promise<Callable<? extends Deployable>> maker = Promise.promise();
        factory(file.language()).createVerticle2(file.language() + ":" + file.fileName(), loader, maker);
        return maker.future();
    }

    /** Each version gets a new loader, since a class cannot be loaded anew. */
    private static ClassLoader loader(ScriptFile file) throws IOException, ScriptException {
        ClassLoader parent = TrustedFiles.class.getClassLoader();
        return file.language().equals(ScriptFile.GROOVY)
                ? new GroovySource(file, ScriptFolder.text(file), folder(file), parent)
                : new URLClassLoader(new URL[] {folder(file)}, parent);
    }

    private static URL folder(ScriptFile file) throws MalformedURLException {
        return file.path().toAbsolutePath().resolveSibling("").toUri().toURL();
    }

    private synchronized VerticleFactory factory(String language) {
        if (language.equals(ScriptFile.GROOVY)
                && vertx.verticleFactories().stream()
                        .noneMatch(factory -> factory.prefix().equals(language))) {
            // Created with the first Groovy file: Groovy loads hundreds of classes.
            vertx.registerVerticleFactory(new GroovyVerticleFactory());
        }
        return vertx.verticleFactories().stream()
                .filter(factory -> factory.prefix().equals(language))
                .min(Comparator.comparingInt(VerticleFactory::order))
                .orElseThrow();
    }
}
