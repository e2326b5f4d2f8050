package io.tickcast.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.tickcast.market.PriceWindow;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Price events of one exchange with one set of fields: each tick is encoded once, for however many streams, and the
 * newest of each symbol is kept for the snapshots of those that come later.
 */
final class TickEvents {
  private static final byte[] EVENT = "event: price\nid: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final TickJson json;
  private final boolean keepsNewest;
  private final Map<String, Encoded> newest = new HashMap<>();
  private final ByteBuf scratch = Unpooled.buffer(512);

  private record Encoded(Tick tick, byte[] event) {}

  /** @param keepsNewest whether to remember what was encoded; without, a tick is encoded once per group */
  TickEvents(TickJson json, boolean keepsNewest) {
    this.json = json;
    this.keepsNewest = keepsNewest;
  }

  /** For {@link Arrival#encoded}, which keeps it. */
  byte[] encode(Arrival arrival) {
    return json.isOfWindow() && arrival.merged().isPresent()
        ? event(arrival.tick(), arrival.window()) : event(arrival.tick());
  }

  byte[] event(Tick tick, PriceWindow window) {
    return encode(tick, out -> json.append(tick, window, out));
  }

  byte[] event(Tick tick) {
    if (tick.isTest() || !keepsNewest) {
      return encode(tick, out -> json.append(tick, out));
    }
    Encoded known = newest.get(tick.symbol());
    if (known == null || known.tick != tick) {
      known = new Encoded(tick, encode(tick, out -> json.append(tick, out)));
      newest.put(tick.symbol(), known);
    }
    return known.event;
  }

  /** Of a tick that need not be the newest. */
  byte[] replayed(Tick tick) {
    Encoded known = newest.get(tick.symbol());
    return known != null && known.tick == tick ? known.event : encode(tick, out -> json.append(tick, out));
  }

  /** With its age, for a price that is not fresh. */
  byte[] agedEvent(Tick tick, long ageMillis) {
    return encode(tick, out -> json.appendAged(tick, ageMillis, out));
  }

  boolean areOfWindow() {
    return json.isOfWindow();
  }

  private byte[] encode(Tick tick, Consumer<ByteBuf> data) {
    scratch.clear().writeBytes(EVENT);
    ByteBufUtil.writeAscii(scratch, Long.toString(tick.receivedAt() / 1_000));
    scratch.writeBytes(DATA);
    data.accept(scratch);
    scratch.writeBytes(END);
    return ByteBufUtil.getBytes(scratch);
  }
}
