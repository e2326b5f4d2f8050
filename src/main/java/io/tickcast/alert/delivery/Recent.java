package io.tickcast.alert.delivery;

import java.util.LinkedHashMap;
import java.util.Map;

/** The entries that were used last. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private static final int INITIAL = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private final int most;

    Recent(int most) {
        super(INITIAL, LOAD_FACTOR, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
