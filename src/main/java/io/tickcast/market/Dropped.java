package io.tickcast.market;

import org.slf4j.Logger;

/**
 * Counts messages of the event bus that are not what they should be, as from a node of another version, and logs the
 * 1st, 2nd, 4th, 8th … of them. One thread adds; any may read.
 */
public final class Dropped {
  private final Logger log;
  private final String what;
  private volatile long count;

  /** @param what of which kind they are not, and where they came */
  public Dropped(Logger log, String what) {
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
    long now = count + 1;
    count = now;
    if (Long.bitCount(now) == 1) {
      log.warn("Dropped what is no {} ({} so far){}. Do all nodes have the same version?", what, now, why);
    }
  }

  public long count() {
    return count;
  }
}
