package io.tickcast.sse;

import io.tickcast.market.Signal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A signal as a ring keeps it: its bytes for the streams of signals, and what else another node is told of it. The JSON
 * is in those bytes, and nowhere else.
 *
 * @param cursor of the ring when it arrived
 * @param event  {@code event: movers}, {@code id: 1704868500123}, {@code data: …}
 */
record SignalEvent(String name, long cursor, long time, String node, String verticle, byte[] event) {
  private static final String DATA = "\ndata: ";
  private static final String END = "\n\n";
  /** On the heap besides the bytes and texts: objects, and places in two maps. */
  private static final int OVERHEAD = 250;

  static SignalEvent of(Signal signal, long cursor) {
    String event = "event: " + signal.name() + "\nid: " + cursor + DATA + signal.json() + END;
    return new SignalEvent(signal.name(), cursor, signal.time(), signal.node(), signal.verticle(), utf8(event));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] data() {
    int start = "event: ".length() + name.length() + "\nid: ".length() + Long.toString(cursor).length() + DATA.length();
    return Arrays.copyOfRange(event, start, event.length - END.length());
  }

  Signal signal() {
    return new Signal(name, new String(data(), StandardCharsets.UTF_8), time, node, verticle);
  }

  /** As an event of a price stream, whose cursor it does not move. */
  byte[] besidePrices() {
    byte[] head = utf8("event: signal\ndata: {\"name\":\"" + name + "\",\"time\":" + time + ",\"data\":");
    byte[] json = data();
    byte[] tail = utf8("}" + END);
    byte[] all = Arrays.copyOf(head, head.length + json.length + tail.length);
    System.arraycopy(json, 0, all, head.length, json.length);
    System.arraycopy(tail, 0, all, head.length + json.length, tail.length);
    return all;
  }

  int heapBytes() {
    return event.length + 2 * (name.length() + node.length() + verticle.length()) + OVERHEAD;
  }
}
