package io.tickcast.sse.replay;

import java.util.List;

/**
 * A page of a node's recent history, for a node that missed it.
 *
 * @param entries    in the order of their arrival
 * @param coversFrom cursor from which on nothing is missing, once all pages are there
 * @param next       start of the next page
 * @param complete   whether there is nothing more
 */
public record HistoryPage<T>(List<T> entries, long coversFrom, long next, boolean complete) {
    public HistoryPage {
        entries = List.copyOf(entries);
    }
}
