package io.tickcast.sse;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Changes of open streams. Each is made when its stream has got all that was on its way to it, so that no tick of a
 * symbol that stays is lost, and none of a new symbol comes before its newest price.
 */
final class StreamChanges {
    /** Changes of one stream that may wait. */
    static final int MAX_WAITING = 50;

    private final Map<PriceStream, Queue<Runnable>> waiting = new LinkedHashMap<>();

    /** @return false when too many of this stream wait */
    boolean add(PriceStream stream, Runnable change) {
        if (stream.isClosed()) {
            return true;
        }
        Queue<Runnable> own = waiting.computeIfAbsent(stream, none -> new ArrayDeque<>(1));
        if (own.size() >= MAX_WAITING) {
            return false;
        }
        own.add(change);
        run(stream);
        return true;
    }

    void remove(PriceStream stream) {
        waiting.remove(stream);
    }

    boolean isWaiting(PriceStream stream) {
        return waiting.containsKey(stream);
    }

    /** To be called when a stream has caught up, or takes bytes again. */
    void run(PriceStream stream) {
        Queue<Runnable> own = waiting.get(stream);
        while (own != null
                && !own.isEmpty()
                && stream.isLive()
                && !stream.group().shard().isReady()) {
            own.remove().run();
        }
        if (own != null && own.isEmpty()) {
            waiting.remove(stream);
        }
    }

    /** To be called after each flush of a shard. */
    void flushed(StreamShard shard) {
        if (!waiting.isEmpty()) {
            List.copyOf(waiting.keySet()).stream()
                    .filter(stream -> stream.group().shard() == shard)
                    .forEach(this::run);
        }
    }
}
