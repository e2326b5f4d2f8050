package io.tickcast.publish;

import java.util.List;

/**
 * The outcome for the lines of a body.
 *
 * @param accepted ticks that are on the bus
 * @param repeated ticks that were not newer than the newest one of their symbol
 * @param refusals the first ones
 * @param refused  number of all refused lines
 */
public record PostResult(int accepted, int repeated, List<Refusal> refusals, int refused) {}
