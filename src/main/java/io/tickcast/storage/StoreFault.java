package io.tickcast.storage;

import io.tickcast.config.Settings;
import io.tickcast.log.Printable;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The reason that the database does not work, in words that a person can act upon.
 *
 * @param kind of which one line of log is enough while the database is down
 * @param text with the setting to change, if one would help; never with the password
 */
public record StoreFault(Kind kind, String text) {
    private static final int MAX_LENGTH = 200;

    public enum Kind {
        // Of the file.
        DISK_FULL("has no room: the disk is full"),
        READ_ONLY("cannot be written: give this process a folder to write to, or change storage.url"),
        CANNOT_OPEN("cannot be opened or created: give this process a folder to write to, or change storage.url"),
        CORRUPT("is damaged"),
        MOVED("was moved or deleted while it was in use"),
        BUSY("is locked by another process"),
        DISK("cannot be read or written"),
        NETWORK_DRIVE(
                "is on a network drive, which breaks files that are in use: set storage.url to a file on a disk of"
                        + " this machine, or to a PostgreSQL"),
        NATIVE_LIBRARY("needs a native library that cannot be loaded: allow this process to run files of the folder"
                + " java.io.tmpdir, or start it with -Dorg.sqlite.lib.path and the library's folder"),
        // Of the server.
        UNREACHABLE("cannot be reached at storage.url"),
        UNKNOWN_HOST("has a host name that cannot be resolved: correct storage.url"),
        SILENT("took longer than storage.timeout"),
        STARTING("is starting or stopping"),
        LOGIN("refuses the login: correct storage.user and storage.password"),
        NO_DATABASE("has no such database: create it, or correct storage.url"),
        RIGHTS("forbids it: storage.user needs the right to create tables in its schema, and to use them"),
        STANDBY("accepts no writes: it is a standby, or read-only"),
        CONNECTIONS("has no connection left: raise its max_connections"),
        // Of either.
        FOREIGN("belongs to another program: set storage.url to another one"),
        NEWER("was made by a newer Tickcast: run that one, or set storage.url to another one"),
        NO_TABLES("has lost its tables"),
        DATA("refuses a row"),
        OTHER("failed");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Whether the cause would add nothing. */
        private boolean isClear() {
            return switch (this) {
                case DISK_FULL, MOVED, BUSY, NEWER, FOREIGN, SILENT, STANDBY -> true;
                default -> false;
            };
        }

        /** Label of this fault in the metrics. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A fault that this program found itself. */
    public static final class Found extends SQLException {
        private static final long serialVersionUID = 1L;

        private final Kind kind;

        public Found(Kind kind, String detail) {
            super(detail);
            this.kind = kind;
        }

        Kind kind() {
            return kind;
        }
    }

    public static StoreFault of(Throwable failure, Settings.Storage settings) {
        Throwable cause = cause(failure);
        Kind kind = kind(cause);
        String message = message(cause).lines().findFirst().orElse("");
        String safe = settings.password().isEmpty() ? message : message.replace(settings.password(), "***");
        String detail = kind.isClear() ? "" : " (" + Printable.shown(safe, MAX_LENGTH, " ") + ')';
        String name = settings.url().file().isPresent()
                ? "the file " + settings.url().shown()
                : settings.url().shown();
        return new StoreFault(kind, name + ' ' + kind.words + detail);
    }

    private static String message(Throwable cause) {
        if (cause instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }

    public static Kind kind(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof Found found) {
            return found.kind();
        }
        if (cause instanceof SQLiteException sqlite) {
            return ofFile(sqlite.getResultCode());
        }
        if (cause instanceof LinkageError || cause instanceof NativeLibraryNotFoundException) {
            return Kind.NATIVE_LIBRARY;
        }
        if (cause instanceof SQLException sql) {
            return hasCause(sql, UnknownHostException.class) ? Kind.UNKNOWN_HOST : ofServer(sql);
        }
        if (cause instanceof FileSystemException || cause instanceof IOException) {
            return Kind.CANNOT_OPEN;
        }
        return Kind.OTHER;
    }

    /** Libraries wrap the one that tells. */
    private static Throwable cause(Throwable failure) {
        Throwable best = failure;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof Found
                    || at instanceof SQLiteException
                    || at instanceof LinkageError
                    || at instanceof NativeLibraryNotFoundException) {
                return at;
            }
            if (at instanceof SQLException sql && sql.getSQLState() != null) {
                best = at;
            }
        }
        return best;
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    private static Kind ofFile(SQLiteErrorCode code) {
        // The low byte is the kind, the others its details.
        int kind = code.code & 0xff;
        if (code == SQLiteErrorCode.SQLITE_READONLY_DBMOVED) {
            return Kind.MOVED;
        }
        if (kind == SQLiteErrorCode.SQLITE_FULL.code) {
            return Kind.DISK_FULL;
        }
        if (kind == SQLiteErrorCode.SQLITE_READONLY.code || kind == SQLiteErrorCode.SQLITE_PERM.code) {
            return Kind.READ_ONLY;
        }
        if (kind == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return Kind.CANNOT_OPEN;
        }
        if (kind == SQLiteErrorCode.SQLITE_CORRUPT.code || kind == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return Kind.CORRUPT;
        }
        if (kind == SQLiteErrorCode.SQLITE_BUSY.code || kind == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return Kind.BUSY;
        }
        if (kind == SQLiteErrorCode.SQLITE_CONSTRAINT.code || kind == SQLiteErrorCode.SQLITE_MISMATCH.code) {
            return Kind.DATA;
        }
        return kind == SQLiteErrorCode.SQLITE_IOERR.code ? Kind.DISK : Kind.OTHER;
    }

    private static Kind ofServer(SQLException failure) {
        String state = Optional.ofNullable(failure.getSQLState()).orElse("");
        return switch (state) {
            case "25006" -> Kind.STANDBY;
            case "3D000" -> Kind.NO_DATABASE;
            case "3F000", "42P01", "42703" -> Kind.NO_TABLES;
            case "42501" -> Kind.RIGHTS;
            case "53100", "53200" -> Kind.DISK_FULL;
            case "53300" -> Kind.CONNECTIONS;
            case "55P03", "57014", "25P03" -> Kind.SILENT;
            case "57P01", "57P02", "57P03" -> Kind.STARTING;
            default -> ofClass(state, failure);
        };
    }

    private static Kind ofClass(String state, SQLException failure) {
        if (state.startsWith("08")) {
            return hasCause(failure, java.net.SocketTimeoutException.class) ? Kind.SILENT : Kind.UNREACHABLE;
        }
        if (state.startsWith("28")) {
            return Kind.LOGIN;
        }
        return state.startsWith("21") || state.startsWith("22") || state.startsWith("23") ? Kind.DATA : Kind.OTHER;
    }

    /** Whether the database must be opened anew, since it is no longer the one that was opened. */
    public static boolean needsOpening(@Nullable Kind kind) {
        return kind == Kind.CORRUPT || kind == Kind.MOVED || kind == Kind.NO_TABLES || kind == Kind.NEWER;
    }
}
