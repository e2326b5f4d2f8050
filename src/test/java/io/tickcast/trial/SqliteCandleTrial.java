package io.tickcast.trial;

import java.util.Map;

/** The nodes share a file. */
class SqliteCandleTrial extends CandleTrial {
    @Override
    Map<String, String> storage() {
        return Map.of("TICKCAST_STORAGE_URL", "jdbc:sqlite:" + directory.resolve("candles.db"));
    }

    @Override
    void breakStorage() {
        // A file breaks with its disk alone.
    }
}
