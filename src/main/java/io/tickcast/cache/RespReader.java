package io.tickcast.cache;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads the replies of Redis from its bytes, as RESP2 has them: lines, errors, integers and strings. What is kept of a
 * reply has a bound, whatever the server sends. Not thread-safe.
 */
final class RespReader {
  /** Longest string that is kept whole; of a longer one the rest is skipped. */
  static final int LONGEST_STRING = 4096;
  private static final int LONGEST_LINE = 4096;
  /** Redis itself has no longer strings. */
  private static final long LARGEST_STRING = 512L << 20;

  private enum State { TYPE, LINE, STRING }

  private final Consumer<RespReply> replies;
  private final byte[] kept = new byte[LONGEST_LINE + 1];
  private State state = State.TYPE;
  private byte type;
  private int length;
  /** Bytes of the string that are still to come, with the end of its line. */
  private long missing;

  RespReader(Consumer<RespReply> replies) {
    this.replies = replies;
  }

  /** @throws RedisProtocolException for bytes that are no reply; no more may be taken after it */
  void take(Buffer bytes) throws RedisProtocolException {
    int at = 0;
    while (at < bytes.length()) {
      switch (state) {
        case TYPE -> type(bytes, at++);
        case LINE -> line(bytes.getByte(at++));
        case STRING -> at += string(bytes, at);
      }
    }
  }

  private void type(Buffer bytes, int at) throws RedisProtocolException {
    type = bytes.getByte(at);
    if (type != '+' && type != '-' && type != ':' && type != '$') {
      throw RedisProtocolException.otherProtocol(bytes.getBytes(at, bytes.length()));
    }
    length = 0;
    state = State.LINE;
  }

  private void line(byte next) throws RedisProtocolException {
    if (next != '\n') {
      if (length == LONGEST_LINE) {
        throw new RedisProtocolException("a line of more than " + LONGEST_LINE + " bytes");
      }
      kept[length++] = next;
      return;
    }
    if (length == 0 || kept[length - 1] != '\r') {
      throw new RedisProtocolException("a line that ends without CR");
    }
    length--;
    if (type == '$') {
      beginString(number());
      return;
    }
    state = State.TYPE;
    replies.accept(switch (type) {
      case '-' -> RespReply.error(text());
      case ':' -> RespReply.number(number());
      default -> RespReply.text(text());
    });
  }

  private void beginString(long size) throws RedisProtocolException {
    if (size > LARGEST_STRING || size < -1) {
      throw new RedisProtocolException("a string of " + size + " bytes");
    }
    if (size == -1) {
      state = State.TYPE;
      replies.accept(RespReply.ABSENT);
      return;
    }
    missing = size + 2;
    length = 0;
    state = State.STRING;
  }

  /** @return how many bytes it took */
  private int string(Buffer bytes, int at) throws RedisProtocolException {
    int here = (int) Math.min(missing, bytes.length() - at);
    // The last two are the end of the line; one more than the longest is kept, to tell that it was longer.
    int keep = (int) Math.max(0, Math.min(Math.min(here, missing - 2), kept.length - length));
    bytes.getBytes(at, at + keep, kept, length);
    length += keep;
    missing -= here;
    if (missing == 0) {
      if (bytes.getByte(at + here - 1) != '\n') {
        throw new RedisProtocolException("a string longer than it says");
      }
      state = State.TYPE;
      replies.accept(RespReply.text(text()));
    }
    return here;
  }

  private String text() {
    return new String(kept, 0, length, StandardCharsets.UTF_8);
  }

  private long number() throws RedisProtocolException {
    try {
      return Long.parseLong(text());
    } catch (NumberFormatException e) {
      throw new RedisProtocolException("no number where one must be");
    }
  }
}
