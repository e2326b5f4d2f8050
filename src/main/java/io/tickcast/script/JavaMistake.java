package io.tickcast.script;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What is wrong with a file in Java: Vert.x' factory, which compiles it, says only that something is. */
final class JavaMistake {
  private JavaMistake() {}

  /** The compiler's first error, with its line. Blocks. */
  static Optional<String> first(ScriptFile file) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task = (JavacTask) compiler.getTask(Writer.nullWriter(), files, found, List.of("-proc:none"), null,
          files.getJavaFileObjects(file.path()));
      task.analyze();
    }
    return found.getDiagnostics().stream().filter(mistake -> mistake.getKind() == Diagnostic.Kind.ERROR).findFirst()
        .map(mistake -> "line " + mistake.getLineNumber() + ": " + mistake.getMessage(Locale.ROOT));
  }
}
