package io.tickcast.sse.replay;

import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of what a node has kept of the last while, for another one that was not there.
 *
 * <pre>
 * i64 covers from · i64 next · u8 complete · for each tick: i32 length in bytes, then as {@link TickCodec} writes it
 * </pre>
 *
 * @param ticks      in the order of their arrival
 * @param coversFrom cursor from which on nothing is missing, once all pieces are there
 * @param next       where the next piece begins, for {@link ReplayLog#past}
 * @param complete   whether there is nothing more
 */
public record HistoryPage(List<Tick> ticks, long coversFrom, long next, boolean complete) {
    private static final TickCodec CODEC = new TickCodec();
    private static final int HEAD = 2 * Long.BYTES + 1;

    public HistoryPage {
        ticks = List.copyOf(ticks);
    }

    public Buffer toBuffer() {
        Buffer out = Buffer.buffer().appendLong(coversFrom).appendLong(next).appendByte((byte) (complete ? 1 : 0));
        for (Tick tick : ticks) {
            Buffer bytes = Buffer.buffer();
            CODEC.encodeToWire(bytes, tick);
            out.appendInt(bytes.length()).appendBuffer(bytes);
        }
        return out;
    }

    /** @throws IllegalArgumentException when this is not what {@link #toBuffer} gives */
    public static HistoryPage of(Buffer in) {
        try {
            List<Tick> ticks = new ArrayList<>();
            int at = HEAD;
            while (at < in.length()) {
                ticks.add(CODEC.decodeFromWire(at + Integer.BYTES, in));
                at += Integer.BYTES + Math.max(1, in.getInt(at));
            }
            return new HistoryPage(ticks, in.getLong(0), in.getLong(Long.BYTES), in.getByte(HEAD - 1) == 1);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("Not a page of the history", e);
        }
    }
}
