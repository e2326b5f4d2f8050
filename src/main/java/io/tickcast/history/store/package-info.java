/** The store of candles: a file of SQLite, or a PostgreSQL that several nodes share. */
package io.tickcast.history.store;
