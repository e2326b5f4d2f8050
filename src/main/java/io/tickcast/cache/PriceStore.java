package io.tickcast.cache;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** A store of the last prices. Belongs to one event loop; its futures complete there. */
interface PriceStore {
    /** Name of this store in the status. */
    String name();

    /** Opens the store, which from then on stays open by itself, and reads these keys; absent ones are left out. */
    Future<List<StoredEntry>> load(List<String> keys);

    /** Reads these keys from the open store; absent ones are left out. */
    Future<List<StoredEntry>> read(List<String> keys);

    /** Whether the store keeps prices; a store that does not is never written to. */
    boolean keeps();

    /** Whether a batch has a chance now. */
    boolean isReady();

    /** Writes the entries as one batch; when it fails, any of them may have been written. */
    Future<Void> save(List<StoredEntry> entries);

    StoreState state();

    /** Number of faults of each kind. */
    Map<String, Long> faults();

    Future<Void> close();
}
