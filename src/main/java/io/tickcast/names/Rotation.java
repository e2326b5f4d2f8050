package io.tickcast.names;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which addresses of a name are tried. Usually it is the system's; a name that is asked for again within a
 * minute begins with the address after the last one, since the last one may accept connections without serving them.
 * Thread-safe.
 */
final class Rotation {
    private static final long SOON_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_NAMES = 256;

    private record Last(InetSocketAddress address, long at) {}

    private final Map<String, Last> lastByName = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
            return size() > MAX_NAMES;
        }
    };

    synchronized List<InetSocketAddress> order(String name, List<InetSocketAddress> addresses, long nowNanos) {
        Last last = lastByName.get(name);
        List<InetSocketAddress> ordered = new ArrayList<>(addresses);
        if (last != null && nowNanos - last.at < SOON_NANOS) {
            // -1 for an address that is gone: nothing moves.
            Collections.rotate(ordered, -(addresses.indexOf(last.address) + 1));
        }
        return ordered;
    }

    synchronized void chosen(String name, InetSocketAddress address, long nowNanos) {
        lastByName.remove(name);
        lastByName.put(name, new Last(address, nowNanos));
    }
}
