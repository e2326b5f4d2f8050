/** What {@code GET /metrics} says: see docs/metrics.md. */
package io.tickcast.metrics;
