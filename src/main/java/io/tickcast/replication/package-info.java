/**
 * The consumers of the event bus on an event loop: ticks, signals, reports of feeds, cache and scripts, and after an
 * outage the history that other nodes have kept.
 */
package io.tickcast.replication;
