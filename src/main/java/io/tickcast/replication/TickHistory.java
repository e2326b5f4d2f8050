package io.tickcast.replication;

import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.sse.Hub;
import io.tickcast.sse.replay.HistoryPage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The ticks of the last while. A page of them is a message of bytes:
 *
 * <pre>
 * i64 covers from · i64 next · u8 complete · for each tick: i32 length in bytes, then as {@link TickCodec} writes it
 * </pre>
 */
final class TickHistory extends HistoryExchange<Tick> {
    private static final TickCodec CODEC = new TickCodec();
    private static final int HEAD = 2 * Long.BYTES + 1;
    /** About 200 KB. */
    private static final int TICKS_PER_PAGE = 2_000;

    private static final int MAX_TICKS = 10_000_000;

    private final boolean demo;

    /** @param demo whether no price of this node is real; it takes none of the other kind */
    TickHistory(Vertx vertx, boolean demo) {
        super(vertx, "the ticks that %s has kept", "", MAX_TICKS);
        this.demo = demo;
    }

    @Override
    HistoryPage<Tick> read(Hub hub, long from) {
        return hub.past(from, TICKS_PER_PAGE);
    }

    @Override
    void merge(Hub hub, HistoryPage<Tick> history) {
        hub.catchUp(history.entries(), history.coversFrom());
    }

    @Override
    Buffer encode(HistoryPage<Tick> page) {
        Buffer out = Buffer.buffer()
                .appendLong(page.coversFrom())
                .appendLong(page.next())
                .appendByte((byte) (page.complete() ? 1 : 0));
        for (Tick tick : page.entries()) {
            Buffer bytes = Buffer.buffer();
            CODEC.encodeToWire(bytes, tick);
            out.appendInt(bytes.length()).appendBuffer(bytes);
        }
        return out;
    }

    @Override
    HistoryPage<Tick> decode(Object message) {
        if (!(message instanceof Buffer in)) {
            throw new IllegalArgumentException("Not a page of ticks");
        }
        try {
            List<Tick> ticks = new ArrayList<>();
            int at = HEAD;
            while (at < in.length()) {
                Tick tick = CODEC.decodeFromWire(at + Integer.BYTES, in);
                if (tick.isDemo() == demo) {
                    ticks.add(tick);
                }
                at += Integer.BYTES + Math.max(1, in.getInt(at));
            }
            return new HistoryPage<>(ticks, in.getLong(0), in.getLong(Long.BYTES), in.getByte(HEAD - 1) == 1);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("Not a page of ticks", e);
        }
    }
}
