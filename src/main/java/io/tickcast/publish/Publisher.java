package io.tickcast.publish;

import java.util.function.BiPredicate;

/**
 * A client that posts ticks.
 *
 * @param id     the same for all of its posts, whichever connection they come by
 * @param caller describes it in the log
 * @param allows whether it may post a source's symbol
 */
public record Publisher(String id, String caller, BiPredicate<String, String> allows) {}
