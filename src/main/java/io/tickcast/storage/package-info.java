/** The database of {@code storage.url}: a file of SQLite, or a PostgreSQL, with its tables and its faults in words. */
package io.tickcast.storage;
