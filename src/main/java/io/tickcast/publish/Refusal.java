package io.tickcast.publish;

/** A line of a body that is no tick, with the reason; the first line is 1. */
public record Refusal(int line, String message) {}
