/**
 * Whether the process still does its work: its event loops run, and it has memory. And whether the nodes do that have
 * locks of the cluster.
 */
package io.tickcast.liveness;
