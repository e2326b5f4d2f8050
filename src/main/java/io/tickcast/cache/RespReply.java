package io.tickcast.cache;

import io.vertx.core.Future;

/**
 * A reply of Redis.
 *
 * @param text   of a line, a string or an error; empty when it is a number or absent
 * @param number 0 when it is a text
 */
record RespReply(Type type, String text, long number) {
  static final RespReply ABSENT = new RespReply(Type.ABSENT, "", 0);

  enum Type { TEXT, NUMBER, ERROR, ABSENT }

  static RespReply text(String text) {
    return new RespReply(Type.TEXT, text, 0);
  }

  static RespReply number(long number) {
    return new RespReply(Type.NUMBER, "", number);
  }

  static RespReply error(String text) {
    return new RespReply(Type.ERROR, text, 0);
  }

  boolean isError() {
    return type == Type.ERROR;
  }

  /** This reply, or the failure that it says. */
  Future<RespReply> orFailure() {
    return isError() ? Future.failedFuture(new RedisErrorException(text)) : Future.succeededFuture(this);
  }
}
