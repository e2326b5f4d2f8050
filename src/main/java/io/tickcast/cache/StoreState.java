package io.tickcast.cache;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the store works.
 *
 * @param lastError of the last time that it did not, also after it works again
 */
record StoreState(boolean up, Instant since, Optional<String> lastError) {}
