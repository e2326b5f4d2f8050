/**
 * How nodes find each other and share one event bus. The only package that knows Hazelcast, and never loaded by a node
 * that runs alone.
 */
package io.tickcast.cluster;
