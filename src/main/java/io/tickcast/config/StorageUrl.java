package io.tickcast.config;

import io.tickcast.log.Printable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The JDBC URL of the database: a file of SQLite, or a server of PostgreSQL. Its text holds no password for SQLite. */
public record StorageUrl(String text) {
    static final String FORMS = "jdbc:sqlite: and the path of a file, or jdbc:postgresql://host:port/database";

    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql://";
    /** Hosts, with ports if they need any, and a database; the rest is for the driver. */
    private static final Pattern SERVER = Pattern.compile("[^/?#\\s]+/[^/?#\\s]+(\\?\\S*)?");

    /** Forms that SQLite takes for something else than a file, and the parameters of its driver. */
    private static final Pattern NO_FILE = Pattern.compile("(:|file:|//).*|.*\\?.*");

    static Optional<StorageUrl> parse(String text) {
        boolean valid = text.startsWith(SQLITE)
                ? isFile(text.substring(SQLITE.length()))
                : text.startsWith(POSTGRESQL)
                        && SERVER.matcher(text.substring(POSTGRESQL.length())).matches();
        return valid ? Optional.of(new StorageUrl(text)) : Optional.empty();
    }

    private static boolean isFile(String path) {
        if (path.isBlank()
                || !Printable.isPrintable(path)
                || NO_FILE.matcher(path).matches()) {
            return false;
        }
        try {
            return Path.of(path).getFileName() != null;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The file of SQLite, relative to the working directory; empty for PostgreSQL. */
    public Optional<Path> file() {
        return text.startsWith(SQLITE) ? Optional.of(Path.of(text.substring(SQLITE.length()))) : Optional.empty();
    }

    /** As the log and the status may show it: without the parameters, one of which may be a password. */
    public String shown() {
        return file().map(Path::toString)
                .orElseGet(() -> text.replaceFirst("^jdbc:", "")
                        .replaceFirst("\\?.*", "")
                        .replaceFirst("//[^/]*@", "//***@"));
    }

    /** Without what may be a password. */
    @Override
    public String toString() {
        return shown();
    }
}
