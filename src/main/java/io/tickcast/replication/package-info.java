/**
 * What an event loop takes from the event bus, so that it knows what the other nodes know: ticks, signals, reports of
 * feeds, cache and scripts, and after an outage the history that other nodes have kept.
 */
package io.tickcast.replication;
