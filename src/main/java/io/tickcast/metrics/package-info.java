/** Numbers that the parts of a node count, as meters of one registry and as entries of the status. */
package io.tickcast.metrics;
