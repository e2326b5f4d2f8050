package io.tickcast.market;

import io.tickcast.log.Occurrences;
import org.slf4j.Logger;

/**
 * Counts messages of the event bus that are not what they should be, as from a node of another version, and logs the
 * 1st, 2nd, 4th, 8th ... of them. Thread-safe.
 */
public final class MalformedMessageLog {
    private final Logger log;
    private final String what;
    private final Occurrences dropped = new Occurrences();

    /** @param what of which kind they are not, and where they came */
    public MalformedMessageLog(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    public void add() {
        tell("");
    }

    /** @param why in words of our own: a message may hold anything */
    public void add(String why) {
        tell(": " + why);
    }

    private void tell(String why) {
        dropped.add()
                .ifPresent(count -> log.warn(
                        "Dropped a message that is not a {} ({} so far){}. Do all nodes have the same version?",
                        what,
                        count,
                        why));
    }

    public long count() {
        return dropped.count();
    }
}
