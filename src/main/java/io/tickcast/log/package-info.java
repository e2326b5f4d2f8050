/** The log of a node: written to standard output, and never waited for. */
package io.tickcast.log;
