package io.tickcast.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bytes of one pass for one group, made once and shared by all its streams: already framed as a chunk of HTTP/1.1,
 * in one direct buffer, so that a stream costs one write of memory that is ready to go.
 */
final class Frame {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  /** Eight hex digits and a line end; leading zeros are allowed by RFC 9112, 7.1. */
  private static final int CHUNK_HEAD = 10;
  private static final byte[] CRLF = {'\r', '\n'};

  private final ByteBuf chunk;
  private Buffer payload;

  /**
   * Holds one reference, which {@link #release()} gives back.
   *
   * @throws IllegalArgumentException without a byte: such a chunk would end the response
   */
  Frame(ByteBufAllocator allocator, List<byte[]> events) {
    int length = 0;
    for (byte[] event : events) {
      length += event.length;
    }
    if (length == 0) {
      throw new IllegalArgumentException("a chunk without data would end the response");
    }
    chunk = allocator.directBuffer(CHUNK_HEAD + length + CRLF.length, CHUNK_HEAD + length + CRLF.length);
    for (int shift = 28; shift >= 0; shift -= 4) {
      chunk.writeByte(HEX[length >>> shift & 0xf]);
    }
    chunk.writeBytes(CRLF);
    for (byte[] event : events) {
      chunk.writeBytes(event);
    }
    chunk.writeBytes(CRLF);
  }

  /** The chunk for one more writer, with indices and a reference of its own. */
  ByteBuf share() {
    return chunk.retainedDuplicate();
  }

  /** The events without HTTP's framing, for those whose HTTP is written by Vert.x. */
  Buffer payload() {
    if (payload == null) {
      byte[] bytes = new byte[chunk.readableBytes() - CHUNK_HEAD - CRLF.length];
      chunk.getBytes(chunk.readerIndex() + CHUNK_HEAD, bytes);
      payload = Buffer.buffer(bytes);
    }
    return payload;
  }

  void release() {
    chunk.release();
  }
}
