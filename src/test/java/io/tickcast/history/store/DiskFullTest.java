package io.tickcast.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickcast.market.candle.Candle;
import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A disk without room, which only root can make. */
@Tag("service")
class DiskFullTest extends WithStore {
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createTempDirectory("tickcast-disk");
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m", "none", disk.toString()) == 0,
                "this process may not mount a disk");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor();
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "--lazy", disk.toString());
        Files.delete(disk);
    }

    @Override
    String url() {
        return "jdbc:sqlite:" + disk.resolve("tickcast.db");
    }

    private static void fill(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4_096]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void writesWaitUntilThereIsRoomAndWhatWasStoredCanBeRead() throws IOException {
        CandleStore store = writer();
        List<Candle> first =
                LongStream.range(0, 1_000).mapToObj(n -> Candles.candle(n, "1")).toList();
        List<Candle> second = LongStream.range(1_000, 9_000)
                .mapToObj(n -> Candles.candle(n, "1"))
                .toList();
        Await.result(store.write(first));
        fill(disk.resolve("filler"));
        try (LogLines log = new LogLines("io.tickcast.history.store")) {
            Future<Void> waiting = store.write(second);
            awaitState(store, "down");
            assertThat(store.meters().toJson().getString("last_error")).endsWith("has no room: the disk is full");
            assertThat(StoreContract.all(store, Candles.BTC)).isEqualTo(first);
            assertThat(waiting.isComplete()).isFalse();

            Files.delete(disk.resolve("filler"));
            Await.result(waiting);
            awaitWriter(store);
            assertThat(StoreContract.all(store, Candles.BTC)).hasSize(9_000).startsWith(first.get(0));
            assertThat(log.all())
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("WARN Candles are not kept: the file "))
                    .anyMatch(line -> line.startsWith("INFO Candles are kept in "));
        }
    }
}
