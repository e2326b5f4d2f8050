/**
 * Work that one node of a cluster does at a time: locks of the cluster, and reports of the nodes on what they have.
 */
package io.tickcast.lease;
