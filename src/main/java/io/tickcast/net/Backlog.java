package io.tickcast.net;

/** Bytes that wait for a client: of a connection, or of one stream of an HTTP/2 connection. */
abstract class Backlog {
  /** As its queue counts them. */
  long bytes;
  /** By {@link System#nanoTime()}. */
  long progressAt;
  /** Whether it has no end, and a time-out of its own. */
  boolean isStream;

  /** Counts anew. @return whether bytes were taken since the last look */
  abstract boolean refresh();

  /** Gives up what waits, at once. */
  abstract void cut();
}
