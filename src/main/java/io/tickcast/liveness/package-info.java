/** Checks that the process works: its event loops run, and it has memory. */
package io.tickcast.liveness;
