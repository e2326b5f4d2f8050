package io.tickcast.alert.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Alerts in a file of SQLite. */
class SqliteAlertStoreTest extends AlertStoreContract {
    @TempDir
    private Path directory;

    @Override
    String url() {
        return "jdbc:sqlite:" + directory.resolve("alerts.db");
    }
}
