/** The counters of a node, as meters of one registry and as entries of the status. */
package io.tickcast.metrics;
