/** Alert rules, their firings and the log of deliveries, in the database of {@code storage.url}. */
package io.tickcast.alert.store;
