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
 * Price events with one set of fields: the data of each tick is encoded once, for however many streams, and the newest
 * of each symbol is kept for the snapshots of those that come later. The id is no part of the data, since not each
 * event carries one.
 */
final class TickEventEncoder {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final TickJson json;
    private final boolean keepsNewest;
    /** By exchange and symbol. */
    private final Map<String, Map<String, Encoded>> newest = new HashMap<>();

    private final ByteBuf scratch = Unpooled.buffer(512);

    private record Encoded(Tick tick, byte[] data) {
        // The very object, since comparing all figures would cost more than it saves.
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Tick other) {
            return tick == other;
        }
    }

    /**
     * @param keepsNewest whether to cache the newest event of each symbol for snapshots
     */
    TickEventEncoder(TickJson json, boolean keepsNewest) {
        this.json = json;
        this.keepsNewest = keepsNewest;
    }

    /** Encodes a tick for {@link SequencedTick#data}, which keeps the bytes. */
    byte[] encode(SequencedTick arrival) {
        return json.isOfWindow() && arrival.merged().isPresent()
                ? data(arrival.tick(), arrival.window())
                : data(arrival.tick());
    }

    byte[] data(Tick tick, PriceWindow window) {
        return encode(out -> json.append(tick, window, out));
    }

    byte[] data(Tick tick) {
        if (tick.isTest() || !keepsNewest) {
            return encode(out -> json.append(tick, out));
        }
        Map<String, Encoded> bySymbol = newest.computeIfAbsent(tick.exchange(), exchange -> new HashMap<>());
        Encoded known = bySymbol.get(tick.symbol());
        if (known == null || !known.isOf(tick)) {
            known = new Encoded(tick, encode(out -> json.append(tick, out)));
            bySymbol.put(tick.symbol(), known);
        }
        return known.data;
    }

    /** Encodes a tick that need not be the newest. */
    byte[] replayed(Tick tick) {
        Encoded known = newest.getOrDefault(tick.exchange(), Map.of()).get(tick.symbol());
        return known != null && known.isOf(tick) ? known.data : encode(out -> json.append(tick, out));
    }

    /** Encodes a price that is not fresh, with its age. */
    byte[] aged(Tick tick, long ageMillis) {
        return encode(out -> json.appendAged(tick, ageMillis, out));
    }

    boolean areOfWindow() {
        return json.isOfWindow();
    }

    private byte[] encode(Consumer<ByteBuf> data) {
        scratch.clear().writeBytes(DATA);
        data.accept(scratch);
        scratch.writeBytes(END);
        return ByteBufUtil.getBytes(scratch);
    }
}
