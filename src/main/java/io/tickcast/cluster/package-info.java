/**
 * Discovery of nodes and their common event bus. The only package that knows Hazelcast; a single node never loads it.
 */
package io.tickcast.cluster;
