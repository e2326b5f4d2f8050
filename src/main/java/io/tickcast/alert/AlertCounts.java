package io.tickcast.alert;

import java.util.Optional;

/**
 * Counts of alerts, as of the last second.
 *
 * @param rules      of all owners
 * @param isTelling  whether this node tells receivers
 * @param fired      firings that this node has told
 * @param waiting    deliveries that have not ended
 * @param delivered  deliveries that ended well
 * @param failed     attempts that failed
 * @param givenUp    deliveries that ended without success
 * @param unwritten  entries that wait for the database
 * @param dropped    entries that were too many while it was away
 * @param late       prices that were too old for rules
 * @param refusal    the reason that there are no alerts
 */
record AlertCounts(
        int rules,
        boolean isTelling,
        long fired,
        int waiting,
        long delivered,
        long failed,
        long givenUp,
        int unwritten,
        long dropped,
        long late,
        Optional<String> refusal) {
    static final AlertCounts NONE = new AlertCounts(0, false, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());
}
