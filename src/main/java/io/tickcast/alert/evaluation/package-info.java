/**
 * Which rules a price lets fire: sorted levels and windows, so that a price costs the same however many rules wait for
 * another one.
 */
package io.tickcast.alert.evaluation;
