/**
 * The intake of an event loop from the event bus: ticks, signals, reports of feeds, cache and scripts, and after an
 * outage the history that other nodes have kept.
 */
package io.tickcast.replication;
