/**
 * The evaluation of alert rules: levels and windows are sorted, so that a price costs the same however many rules wait
 * for another one.
 */
package io.tickcast.alert.evaluation;
