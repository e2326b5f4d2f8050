package io.tickcast.cache;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** A command as it goes to Redis. */
record RedisCommand(String... words) {
  void appendTo(Buffer out) {
    out.appendString("*" + words.length + "\r\n");
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      out.appendString("$" + bytes.length + "\r\n").appendBytes(bytes).appendString("\r\n");
    }
  }
}
