package io.tickcast.rest;

/**
 * A GET request to an exchange.
 *
 * @param path   path and query, below the base
 * @param weight part of the budget that it uses, as the exchange counts it
 */
public record RestRequest(Priority priority, String path, int weight) {}
