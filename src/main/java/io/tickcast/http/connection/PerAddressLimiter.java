package io.tickcast.http.connection;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and limits something per address. Thread-safe. */
final class PerAddressLimiter {
    private final int max;
    private final Map<ByteBuffer, Integer> counts = new ConcurrentHashMap<>();
    private final AtomicInteger full = new AtomicInteger();

    /** @param max per address; 0: unlimited and not counted */
    PerAddressLimiter(int max) {
        this.max = max;
    }

    int max() {
        return max;
    }

    /** @return whether it may have one more, and then has it */
    boolean enter(ByteBuffer address) {
        if (max == 0) {
            return true;
        }
        boolean[] entered = new boolean[1];
        counts.compute(address, (key, had) -> {
            int before = had == null ? 0 : had;
            entered[0] = before < max;
            if (before + 1 == max) {
                full.incrementAndGet();
            }
            return entered[0] ? before + 1 : had;
        });
        return entered[0];
    }

    /** Must be called for each address that has entered. */
    void leave(ByteBuffer address) {
        counts.computeIfPresent(address, (key, had) -> {
            if (had == max) {
                full.decrementAndGet();
            }
            return had == 1 ? null : had - 1;
        });
    }

    /** Addresses that have any. */
    int size() {
        return counts.size();
    }

    /** Addresses that have as many as they may. */
    int full() {
        return full.get();
    }
}
