/**
 * Checks that the process works: its event loops run, and it has memory. Also checks the nodes that hold locks of the
 * cluster.
 */
package io.tickcast.liveness;
