package io.tickcast.cache;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Where the last prices are kept. Belongs to one event loop; its futures complete there. */
interface PriceStore {
    /** As status names it. */
    String name();

    /** Opens the store, which from then on stays open by itself, and reads these keys; absent ones are left out. */
    Future<List<StoredEntry>> load(List<String> keys);

    /** Whether it keeps what it is given; one that does not is given nothing. */
    boolean keeps();

    /** Whether a batch has a chance now. */
    boolean isReady();

    /** Writes the entries as one batch; when it fails, any of them may have been written. */
    Future<Void> save(List<StoredEntry> entries);

    StoreState state();

    /** How often each kind of fault has come. */
    Map<String, Long> faults();

    Future<Void> close();
}
