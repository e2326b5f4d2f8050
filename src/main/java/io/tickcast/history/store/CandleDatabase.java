package io.tickcast.history.store;

import io.tickcast.storage.Database;

/** An open database, and the numbers under which it keeps its series. */
record CandleDatabase(Database database, SeriesIds ids) {}
