package io.tickcast.script;

import io.vertx.core.Deployable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles a file in Java within memory. Vert.x' own factory would read it in the character set of the locale, and say
 * of a mistake only that there is one.
 */
final class JavaSource extends SimpleJavaFileObject {
    private final String text;

    private JavaSource(URI file, String text) {
        super(file, Kind.SOURCE);
        this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }

    /**
     * Makes the verticle of a file. Blocks; what its constructor throws goes on.
     *
     * @throws ScriptException with the compiler's first error and its line, or for a class that is no verticle
     */
    static Deployable verticle(ScriptFile file, ClassLoader parent) throws Exception {
        ClassLoader loader = new CompiledClasses(compile(file), parent);
        Class<?> type = loader.loadClass(file.name());
        if (!Deployable.class.isAssignableFrom(type)) {
            throw new ScriptException("its class must extend " + TickVerticle.class.getName());
        }
        try {
            return (Deployable) type.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw new ScriptException("its class must be public, with a public constructor without parameters");
        }
    }

    private static Map<String, byte[]> compile(ScriptFile file) throws IOException, ScriptException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                        compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8);
                Output output = new Output(files)) {
            Path folder = file.path().toAbsolutePath().getParent();
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(folder));
            List<Path> classes = new ArrayList<>(List.of(folder));
            files.getLocationAsPaths(StandardLocation.CLASS_PATH).forEach(classes::add);
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classes);
            JavaSource source = new JavaSource(file.path().toAbsolutePath().toUri(), ScriptFolder.text(file));
            boolean done = compiler.getTask(
                            Writer.nullWriter(), output, found, List.of("-proc:none"), null, List.of(source))
                    .call();
            if (!done) {
                throw new ScriptException(found.getDiagnostics().stream()
                        .filter(mistake -> mistake.getKind() == Diagnostic.Kind.ERROR)
                        .findFirst()
                        .map(mistake -> "line " + mistake.getLineNumber() + ": " + mistake.getMessage(Locale.ROOT))
                        .orElse("it cannot be compiled"));
            }
            return output.classes();
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Output extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

        Output(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(name, first -> new ByteArrayOutputStream());
                }
            };
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> bytes = new HashMap<>();
            classes.forEach((name, written) -> bytes.put(name, written.toByteArray()));
            return bytes;
        }
    }

    /** Looks in the memory first: a class of the folder may be an older one. */
    private static final class CompiledClasses extends ClassLoader {
        private final Map<String, byte[]> classes;

        CompiledClasses(Map<String, byte[]> classes, ClassLoader parent) {
            super(parent);
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                byte[] bytes = classes.get(name);
                if (bytes == null || findLoadedClass(name) != null) {
                    return super.loadClass(name, resolve);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        }
    }
}
