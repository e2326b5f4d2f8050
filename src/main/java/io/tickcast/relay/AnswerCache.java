package io.tickcast.relay;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers for as long as they hold. Beyond its size those go that were not asked for the longest. Not thread-safe. */
final class AnswerCache {
    /** For an answer, beside its bytes. */
    private static final int OVERHEAD = 256;

    private final long maxBytes;
    private final Map<String, Held> answers = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    private record Held(Buffer body, long until, int size) {}

    AnswerCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Optional<Buffer> get(String question, long nowNanos) {
        Held held = answers.get(question);
        if (held != null && held.until - nowNanos <= 0) {
            remove(question);
            return Optional.empty();
        }
        return Optional.ofNullable(held).map(Held::body);
    }

    void put(String question, Buffer body, Duration holds, long nowNanos) {
        remove(question);
        int size = body.length() + question.length() + OVERHEAD;
        if (size > maxBytes / 2) {
            return;
        }
        answers.put(question, new Held(body, nowNanos + holds.toNanos(), size));
        bytes += size;
        Iterator<Held> oldest = answers.values().iterator();
        while (bytes > maxBytes) {
            bytes -= oldest.next().size;
            oldest.remove();
        }
    }

    private void remove(String question) {
        Held held = answers.remove(question);
        if (held != null) {
            bytes -= held.size;
        }
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return answers.size();
    }
}
