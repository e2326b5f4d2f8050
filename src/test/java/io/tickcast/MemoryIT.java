package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.JarProcess;
import io.tickcast.testing.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node without memory ends as a whole, without an option of the JVM; a file that hoards is stopped before. */
class MemoryIT {
    private static final int OUT_OF_MEMORY = 3;
    private static final int CLIENTS = 8;
    private static final Map<String, String> NO_FEED = Map.of("TICKCAST_FEED_ENABLED", "false");

    @TempDir
    private Path directory;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(directory.resolve("conf/verticles"));
    }

    private void hoarder(String code) throws IOException {
        Files.writeString(folder.resolve("Hoard.java"), """
        public class Hoard extends io.tickcast.script.TickVerticle {
          static final java.util.List<Object> ALL = new java.util.ArrayList<>();
          @Override public void begin() { %s }
        }
        """.formatted(code));
    }

    private JarProcess start(String... options) {
        return JarProcess.startIn(List.of(options), directory, NO_FEED);
    }

    @Test
    void anOutOfMemoryErrorThatSomebodyCatchesIsTheEndOfTheNode() throws IOException {
        hoarder("""
        Thread thread = new Thread(() -> {
          while (true) {
            try { ALL.add(new byte[100_000]); } catch (OutOfMemoryError e) { Thread.yield(); }
          }
        });
        thread.setDaemon(true);
        thread.start();
        """);
        try (JarProcess node = start("-Xmx96m")) {
            assertThat(node.exitStatus()).isEqualTo(OUT_OF_MEMORY);
        }
    }

    /** All soft references are gone then, as under some collectors after a burst of garbage. */
    @Test
    void aRequestBeyondTheWholeHeapThatSomebodyCatchesIsNoLackOfMemory() throws IOException {
        hoarder("""
        try { ALL.add(new byte[1 << 30]); } catch (OutOfMemoryError e) { log.info("too much"); }
        timer.every(1500, () -> log.info("still here"));
        """);
        try (JarProcess node = start("-Xmx128m")) {
            node.line("too much");
            node.line("still here");
            node.terminate();
            assertThat(node.exitStatus()).isZero();
        }
    }

    @Test
    void noMemoryForBuffersIsTheEndOfTheNode() throws IOException {
        // On an event loop, as a stream's buffers are taken.
        hoarder("""
        ((io.vertx.core.internal.VertxInternal) vertx).eventLoopGroup().next().execute(() -> {
          while (true) { ALL.add(java.nio.ByteBuffer.allocateDirect(1 << 20)); }
        });
        """);
        try (JarProcess node = start("-Xmx96m", "-XX:MaxDirectMemorySize=32m")) {
            assertThat(node.exitStatus()).isEqualTo(OUT_OF_MEMORY);
            assertThat(node.out()).anyMatch(line -> line.contains("ERROR") && line.contains("out of memory"));
        }
    }

    @Test
    void noMemoryToReadAClientIsTheEndOfTheNode() throws IOException {
        // All that the loops' own parts of the pool have left is taken, and the error is caught: nobody else throws it.
        hoarder("""
        for (var loop : ((io.vertx.core.internal.VertxInternal) vertx).eventLoopGroup()) {
          loop.execute(() -> {
            var pool = io.netty.buffer.ByteBufAllocator.DEFAULT;
            for (int size = 1 << 20; size >= 16; size /= 16) {
              try {
                while (true) { ALL.add(pool.directBuffer(size)); }
              } catch (OutOfMemoryError e) { System.out.println("taken " + size); }
            }
          });
        }
        """);
        try (JarProcess node = start("-Xmx96m", "-XX:MaxDirectMemorySize=32m")) {
            int port = node.port();
            node.line("taken 16");
            for (int i = 0; i < CLIENTS; i++) {
                try (RawHttp http = RawHttp.connect(port)) {
                    http.send("GET /health/live HTTP/1.1", "Host: a").rest();
                } catch (UncheckedIOException reset) {
                    // As the node ends.
                }
            }
            assertThat(node.exitStatus()).isEqualTo(OUT_OF_MEMORY);
        }
    }

    @Test
    void aFileThatHoardsIsStoppedAndTheNodeGoesOn() throws IOException {
        Files.writeString(folder.resolve("hoard.js"), """
        const all = []
        timer.every(20, () => { for (let i = 0; i < 10; i++) { all.push(new Uint8Array(50000)) } })
        """);
        try (JarProcess node = start("-Xmx128m", "-XX:+UseSerialGC")) {
            node.line("ERROR .*verticles\\.max-heap.*all 1 files are stopped");
            Files.writeString(folder.resolve("modest.js"), "log.info('here')");
            node.line("modest.js: here");
            node.terminate();
            assertThat(node.exitStatus()).isZero();
        }
    }
}
