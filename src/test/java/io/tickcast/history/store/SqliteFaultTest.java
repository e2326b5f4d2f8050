package io.tickcast.history.store;

import static io.tickcast.history.store.Candles.BTC;
import static io.tickcast.history.store.Candles.candle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.Interval;
import io.tickcast.storage.SqliteFile.DriveTypes;
import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and folders that are not as they should be. */
class SqliteFaultTest extends WithStore {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("data").resolve("tickcast.db");
    }

    @Override
    String url() {
        return "jdbc:sqlite:" + file();
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private long number(String query) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            return statement.executeQuery(query).getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(file().getParent())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String error(CandleStore store) {
        return store.meters().toJson().getString("last_error", "");
    }

    private static void awaitError(CandleStore store, String text) {
        Await.until(
                "its error is " + text + ": " + error(store), () -> error(store).contains(text));
    }

    @Test
    void aFileThatIsNoDatabaseIsKeptAsideAndNamed() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "precious".repeat(1_000));
        try (LogLines log = new LogLines("io.tickcast.storage")) {
            CandleStore store = writer();
            Await.result(store.write(List.of(candle(1, "1"))));
            assertThat(log.containing("ERROR The file of candles " + file() + " is damaged"))
                    .singleElement()
                    .asString()
                    .contains("renamed to tickcast.db.damaged-", "a new one is begun");
        }
        List<String> aside =
                files().stream().filter(name -> name.contains(".damaged-")).toList();
        assertThat(aside).singleElement().asString().matches("tickcast\\.db\\.damaged-\\d{8}T\\d{6}Z");
        assertThat(file().resolveSibling(aside.get(0))).content().startsWith("preciousprecious");
    }

    @Test
    void aFileThatIsDamagedWhileItIsInUseIsKeptAside() throws Exception {
        CandleStore first = writer();
        Await.result(first.write(
                LongStream.range(0, 5_000).mapToObj(n -> candle(n, "1")).toList()));
        Await.result(first.close());
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            // Behind the pages of the tables' names: it can be opened.
            bytes.seek(100_000);
            bytes.write(new byte[200_000]);
        }
        CandleStore store = writer("two");
        Await.until("the damage is found, and a new one is begun", () -> {
            Future<List<Candle>> read = store.read(BTC, 0, Long.MAX_VALUE, 100_000);
            Await.until("it is read", read::isComplete);
            return read.succeeded() && read.result().isEmpty();
        });
        assertThat(files()).anyMatch(name -> name.contains(".damaged-"));
        assertThat(StoreContract.all(store, BTC)).isEmpty();
        awaitWriter(store);
        Await.result(store.write(List.of(candle(1, "1"))));
    }

    @Test
    void theFileOfAnotherProgramIsLeftAlone() throws Exception {
        Files.createDirectories(file().getParent());
        sql("CREATE TABLE shop (id)", "INSERT INTO shop VALUES (7)");
        byte[] before = Files.readAllBytes(file());
        try (LogLines log = new LogLines("io.tickcast.history.store")) {
            CandleStore store = begin("one", Map.of());
            awaitError(store, "belongs to another program: set storage.url to another one");
            Await.until("it was tried again", () -> faults(store, "foreign") > 2);
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .startsWith("WARN Candles are not kept: the file " + file());
        }
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    private static double faults(CandleStore store, String kind) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        store.meters().bindTo(registry);
        return registry.get("tickcast_storage_faults_total")
                .tag("fault", kind)
                .functionCounter()
                .count();
    }

    @Test
    void aNewerSchemaIsRefusedAndKept() throws Exception {
        CandleStore first = writer();
        Await.result(first.write(List.of(candle(1, "1"))));
        Await.result(first.close());
        sql("INSERT INTO tickcast_schema (installed_rank, version, description, type, script, installed_by,"
                + " execution_time, success) VALUES (9, '99', 'x', 'SQL', 'x', '', 1, 1)");

        CandleStore store = begin("two", Map.of());
        awaitError(store, "was made by a newer Tickcast: run that one, or set storage.url to another one");
        assertThatThrownBy(() -> StoreContract.all(store, BTC)).hasStackTraceContaining("newer Tickcast");
        sql("DELETE FROM tickcast_schema WHERE version = '99'");
        awaitWriter(store);
        assertThat(StoreContract.all(store, BTC)).containsExactly(candle(1, "1"));
    }

    @Test
    void aNetworkDriveIsRefused() {
        CandleStore store = begin(10, folder -> "NFS4");
        awaitError(store, "is on a network drive, which breaks files that are in use");
        assertThat(files()).isEmpty();
    }

    @Test
    void writesWaitUntilTheFolderCanBeWritten() throws IOException {
        Path blocked = file().getParent();
        Files.writeString(blocked, "a file in place of the folder");
        try (LogLines log = new LogLines("io.tickcast.history.store")) {
            CandleStore store = begin("one", Map.of());
            Future<Void> waiting = store.write(List.of(candle(1, "1")));
            awaitState(store, "down");
            assertThat(error(store)).contains("cannot be opened or created: give this process a folder to write to");
            assertThat(waiting.isComplete()).isFalse();
            assertThat(store.meters().toJson().getInteger("queued")).isEqualTo(1);

            Files.delete(blocked);
            Await.result(waiting);
            assertThat(log.all())
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("WARN Candles are not kept: the file "))
                    .anyMatch(line -> line.startsWith("INFO Candles are kept in "));
        }
    }

    @Test
    void aFileThatIsTakenAwayIsBegunAnew() throws IOException {
        CandleStore store = writer();
        Await.result(store.write(List.of(candle(1, "1"))));
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(file().getParent(), elsewhere);

        awaitError(store, "was moved or deleted");
        Await.until("there is a new one", () -> Files.exists(file()));
        awaitWriter(store);
        Await.result(store.write(List.of(candle(2, "2"))));
        assertThat(StoreContract.all(store, BTC)).containsExactly(candle(2, "2"));
        assertThat(elsewhere.resolve("tickcast.db")).exists();
    }

    @Test
    void theSizeIsBoundedAndSpaceIsGivenBack() throws IOException {
        CandleStore first = writer();
        for (int part = 0; part < 10; part++) {
            long from = part * 20_000L;
            Await.result(first.write(LongStream.range(from, from + 20_000)
                    .mapToObj(n -> candle(n, "95000.01"))
                    .toList()));
        }
        Await.result(first.close());
        long before = Files.size(file());
        assertThat(before).isGreaterThan(15_000_000);

        CandleStore store = begin("two", Map.of("TICKCAST_STORAGE_MAX_SIZE", "10MB"));
        Await.until("it is small enough", () -> {
            long size = store.meters().toJson().getLong("size_bytes");
            return size > 0 && size <= 10_000_000;
        });
        List<Candle> left = Await.result(store.read(BTC, 0, Long.MAX_VALUE, 200_000));
        assertThat(left).hasSizeBetween(100_000, 199_999);
        assertThat(left.get(0).time()).isGreaterThanOrEqualTo(store.keptFrom(Interval.MINUTES_1));
        assertThat(store.keptFrom(Interval.MINUTES_1)).isGreaterThan(Candles.minute(0));
        assertThat(left.get(left.size() - 1)).as("the newest").isEqualTo(candle(199_999, "95000.01"));
        Await.until("pages are given back", () -> number("PRAGMA freelist_count") <= 500);
        Await.result(store.close());
        assertThat(Files.size(file())).isLessThan(13_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"high = 'x'", "high = ''", "high = '1 1'", "open = ' 1'", "volume = '', quote_volume = '1 1'"})
    void theRowsOfAnotherHandAreNoCandles(String change) throws Exception {
        CandleStore store = writer();
        Await.result(store.write(List.of(candle(1, "1"), candle(2, "2"))));
        sql("UPDATE tickcast_candle SET " + change + " WHERE time = " + Candles.minute(1));
        assertThat(StoreContract.all(store, BTC)).containsExactly(candle(2, "2"));
        assertThat(store.meters().toJson().getLong("malformed")).isEqualTo(1);
        List<Long> told = new CopyOnWriteArrayList<>();
        store.onMalformed((key, time) -> told.add(time));

        StoredRange range = Await.result(store.range(BTC, Candles.minute(0), Candles.minute(9), Candles.minute(4), 9));

        assertThat(range.candles()).containsExactly(candle(2, "2"));
        assertThat(range.missing())
                .containsExactlyInAnyOrder(
                        StoreContract.range(3, 4), StoreContract.range(0, 1), StoreContract.range(1, 2));
        Await.until("it is told", () -> told.equals(List.of(Candles.minute(1))));
        Await.result(store.correct(List.of(candle(1, "1"))));
        assertThat(StoreContract.all(store, BTC)).containsExactly(candle(1, "1"), candle(2, "2"));
    }

    @Test
    void anEmptyListOfMigrationsIsNoObstacle() throws Exception {
        CandleStore store = writer();
        Await.result(store.close());
        for (String table :
                List.of("attempt", "delivery", "firing", "alert", "database", "candle", "hole", "writer", "series")) {
            sql("DROP TABLE tickcast_" + table);
        }
        sql("DELETE FROM tickcast_schema");

        CandleStore second = writer("two");

        Await.result(second.write(List.of(candle(1, "1"))));
        assertThat(StoreContract.all(second, BTC)).containsExactly(candle(1, "1"));
    }

    @Test
    void questionsThatWaitWhenTheStoreClosesAreAnswered() {
        CandleStore store = writer();
        List<Future<List<Candle>>> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asked.add(store.read(BTC, 0, Long.MAX_VALUE, 1_000));
        }
        Await.result(store.close());

        Await.until("all are answered", () -> asked.stream().allMatch(Future::isComplete));
    }

    @Test
    void aDriveIsNamedByTheSystem() throws IOException {
        assertThat(DriveTypes.SYSTEM.of(directory)).isNotBlank();
    }
}
