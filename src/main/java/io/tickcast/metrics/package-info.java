/** The metrics of {@code GET /metrics}: see docs/metrics.md. */
package io.tickcast.metrics;
