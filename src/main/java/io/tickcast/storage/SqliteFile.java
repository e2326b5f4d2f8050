package io.tickcast.storage;

import io.tickcast.storage.StoreFault.Found;
import io.tickcast.storage.StoreFault.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * The file of SQLite, made ready before it is used: created with its folder, or kept aside when it is damaged, while other
 * nodes of this machine wait.
 */
public final class SqliteFile {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

    /** "TICK": tells this program's files from those of others. */
    private static final int APPLICATION_ID = 0x5449434b;

    private static final int WAL_BYTES = 64_000_000;
    /** Write-ahead logs need memory that is shared by all processes with the file, so by those of one machine. */
    private static final Set<String> NETWORK_DRIVES = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb2",
            "smb3",
            "smbfs",
            "9p",
            "v9fs",
            "virtiofs",
            "afs",
            "ceph",
            "lustre",
            "gfs2",
            "ocfs2",
            "glusterfs",
            "vboxsf",
            "prl_fs",
            "fuse.sshfs",
            "fuse.glusterfs",
            "fuse.vmhgfs-fuse",
            "fuse.virtiofs",
            "fuse.grpcfuse",
            "fuse.osxfs");

    private static final List<String> PARTS = List.of("", "-wal", "-shm");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long LOCK_EVERY_MILLIS = 20;

    private final Path file;
    private final Duration timeout;
    private final DriveTypes drives;
    private @Nullable Object key;

    /** The type of the drive that a folder is on, as the system calls it. */
    @FunctionalInterface
    public interface DriveTypes {
        String of(Path folder) throws IOException;

        DriveTypes SYSTEM = folder -> Files.getFileStore(folder).type();
    }

    SqliteFile(Path file, Duration timeout, DriveTypes drives) {
        this.file = file.toAbsolutePath();
        this.timeout = timeout;
        this.drives = drives;
    }

    /**
     * Makes the file ready.
     *
     * @param suspect whether it was found damaged while it was in use, so that all of it is checked
     */
    void prepare(boolean suspect) throws SQLException, IOException {
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        // A link to a folder is one, which createDirectories() does not know in JDK 17.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        String type = drives.of(folder).toLowerCase(Locale.ROOT);
        if (NETWORK_DRIVES.contains(type)) {
            throw new Found(Kind.NETWORK_DRIVE, type);
        }
        try (FileChannel channel =
                        FileChannel.open(sibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            if (lock.isValid()) {
                prepareLocked(suspect);
            }
        }
        key = key();
    }

    private Path sibling(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private FileLock lock(FileChannel channel) throws SQLException, IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() > deadline) {
                throw new Found(Kind.BUSY, "");
            }
            try {
                Thread.sleep(LOCK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Found(Kind.BUSY, "");
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another node within this process has it.
            return null;
        }
    }

    private void prepareLocked(boolean suspect) throws SQLException, IOException {
        try {
            check(suspect);
        } catch (SQLException e) {
            if (StoreFault.kind(e) != Kind.CORRUPT) {
                throw e;
            }
            keepAside(e);
            check(false);
        }
        try {
            Schema.migrate(writing(), Dialect.SQLITE);
        } catch (RuntimeException e) {
            if (StoreFault.kind(e) == Kind.CORRUPT) {
                throw new SQLException(e);
            }
            throw e;
        }
    }

    private void check(boolean whole) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) timeout.toMillis());
        try (Connection connection = source(config).getConnection();
                Statement statement = connection.createStatement()) {
            boolean empty = number(statement, "SELECT COUNT(*) FROM sqlite_master") == 0;
            if (empty) {
                // Neither can be changed later without a copy of the whole file.
                statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
                statement.execute("PRAGMA application_id = " + APPLICATION_ID);
            } else if (number(statement, "PRAGMA application_id") != APPLICATION_ID) {
                throw new Found(Kind.FOREIGN, "");
            }
            statement.execute("PRAGMA journal_mode = WAL");
            if (whole) {
                checkPages(statement);
            }
        }
    }

    private static void checkPages(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = rows.next() ? rows.getString(1) : "";
            if (!found.equals("ok")) {
                throw new Found(Kind.CORRUPT, found);
            }
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Renamed and not deleted: much of it may be readable for tools. */
    private void keepAside(SQLException damage) throws IOException {
        String ending = ".damaged-" + TIME.format(Instant.now());
        for (String part : PARTS) {
            if (Files.exists(sibling(part))) {
                Files.move(sibling(part), sibling(ending + part));
            }
        }
        LOG.error(
                "The file of candles {} is damaged ({}). It was renamed to {}, and a new one is begun",
                file,
                String.valueOf(damage.getMessage()).lines().findFirst().orElse(""),
                sibling(ending).getFileName());
    }

    /** Whether the path leads to another file than the one that was made ready: what is written would be lost. */
    boolean isMoved() {
        try {
            return !Objects.equals(key, key());
        } catch (IOException e) {
            return true;
        }
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Connections for the one writer. */
    DataSource writing() {
        SQLiteConfig config = existing();
        // In the write-ahead log a kill loses nothing in any mode; with FULL nothing is lost without power, either.
        config.setSynchronous(SynchronousMode.FULL);
        // One that begins as a reader may not become a writer when another has written meanwhile.
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        return source(config);
    }

    /** Connections for readers, which the writer does not wait for. */
    DataSource reading() {
        SQLiteConfig config = existing();
        config.setTransactionMode(TransactionMode.DEFERRED);
        return source(config);
    }

    /** All as properties: a pool would run only the first of several statements. */
    private SQLiteConfig existing() {
        SQLiteConfig config = new SQLiteConfig();
        // A file that was deleted is not to come back empty.
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setJournalMode(JournalMode.WAL);
        config.setJournalSizeLimit(WAL_BYTES);
        config.setBusyTimeout((int) timeout.toMillis());
        config.enforceForeignKeys(true);
        return config;
    }

    private DataSource source(SQLiteConfig config) {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }
}
