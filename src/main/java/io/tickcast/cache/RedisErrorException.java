package io.tickcast.cache;

/** An error that Redis replied, in its own words. */
final class RedisErrorException extends Exception {
  private static final long serialVersionUID = 1;

  RedisErrorException(String words) {
    super(words, null, false, false);
  }
}
