/** Admission of streams, their leases, and how they end: at their expiry, or a few at a time when the node stops. */
package io.tickcast.sse.admission;
