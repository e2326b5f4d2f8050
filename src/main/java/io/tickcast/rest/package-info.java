/**
 * REST clients of the exchanges: one for each exchange and node, whoever asks, so that all share the exchange's budget.
 */
package io.tickcast.rest;
