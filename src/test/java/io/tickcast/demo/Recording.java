package io.tickcast.demo;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Recorded frames, played in their order and at the test's pace. Not thread-safe. */
public final class Recording {
    private final List<String> frames;
    private int played;

    private Recording(List<String> frames) {
        this.frames = frames;
    }

    /** 522 frames of Binance's {@code rvnusdt@ticker}. */
    public static Recording rvn() {
        return of("/binance-rvnusdt-ticker.jsonl");
    }

    /** @param resource of the class path, one payload a line */
    public static Recording of(String resource) {
        try (InputStream in = Recording.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            return new Recording(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> frames() {
        return frames;
    }

    public int left() {
        return frames.size() - played;
    }

    /** Publishes the next frame and gives it. */
    public Future<String> next(ScriptedBinance server) {
        String frame = frames.get(played++);
        return server.publish(new JsonObject(frame).getString("s"), frame).map(frame);
    }

    /** Publishes this many frames, or as many as are left, without a pause; done when the last one has left. */
    public Future<Void> burst(ScriptedBinance server, int count) {
        Future<Void> done = Future.succeededFuture();
        for (int i = Math.min(count, left()); i > 0; i--) {
            done = next(server).mapEmpty();
        }
        return done;
    }
}
