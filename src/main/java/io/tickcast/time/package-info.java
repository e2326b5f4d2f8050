/** Clocks and waits that more than one feature needs. */
package io.tickcast.time;
