package io.tickcast.cache;

/**
 * A key of the store and its value.
 *
 * @param ttlMillis ms until it expires; negative when it was read and does not
 */
record StoredEntry(String key, String json, long ttlMillis) {}
