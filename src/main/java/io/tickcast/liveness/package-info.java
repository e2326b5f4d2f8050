/** Whether the process still does its work: its event loops run, and it has memory. */
package io.tickcast.liveness;
