package io.tickcast.market.candle;

import io.tickcast.market.DecimalField;
import io.tickcast.market.OtherWorldException;
import io.tickcast.market.WireReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a {@link Candle} on the event bus. Within a node a candle passes as itself, since it is immutable;
 * between nodes it takes about 100 bytes.
 *
 * <pre>
 * u8 version · u8 marks · u16 interval, minutes · i64 open time, ms · i64 trades, or -1 · text exchange · text symbol
 * · for each {@link CandleField}, in order: text digits             (text: u8 length in bytes, then UTF-8)
 * </pre>
 *
 * <p>Decoding validates as strictly as building: any host that reaches the bus port could have sent the bytes.
 */
public final class CandleCodec implements MessageCodec<Candle, Candle> {
    public static final String NAME = "candle";
    /** Options for publishing a candle; one object for all, since it never changes. */
    public static final DeliveryOptions OPTIONS = new DeliveryOptions().setCodecName(NAME);

    private static final byte VERSION = 1;
    private static final long MILLIS_PER_MINUTE = 60_000;

    private final @Nullable Boolean demo;

    /** Takes real and invented prices. */
    public CandleCodec() {
        demo = null;
    }

    /** @param demo whether no price of this node is real: it takes no candle of the other kind */
    public CandleCodec(boolean demo) {
        this.demo = demo;
    }

    @Override
    public void encodeToWire(Buffer out, Candle candle) {
        CandleKey key = candle.key();
        out.appendByte(VERSION)
                .appendByte((byte) candle.marks())
                .appendUnsignedShort((int) (key.interval().millis() / MILLIS_PER_MINUTE))
                .appendLong(candle.time())
                .appendLong(candle.trades());
        WireReader.appendText(out, key.exchange());
        WireReader.appendText(out, key.symbol());
        for (CandleField field : CandleField.values()) {
            WireReader.appendText(out, candle.digits(field));
        }
    }

    /** @throws IllegalArgumentException when the bytes are not those of a candle */
    @Override
    public Candle decodeFromWire(int position, Buffer in) {
        Candle candle;
        try {
            candle = candle(new WireReader(in, position));
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            throw new IllegalArgumentException("Not a candle on the event bus", e);
        }
        if (demo != null && candle.isDemo() != demo) {
            throw new OtherWorldException(candle.isDemo());
        }
        return candle;
    }

    @Override
    public Candle transform(Candle candle) {
        return candle;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }

    private static Candle candle(WireReader in) {
        int version = in.unsignedByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("A candle of version " + version + " on the event bus, this node reads "
                    + VERSION + ": do all nodes run the same release?");
        }
        int marks = in.unsignedByte();
        if ((marks & ~Candle.ALL_MARKS) != 0) {
            throw new IllegalStateException("unknown marks " + marks);
        }
        int minutes = in.unsignedShort();
        Interval interval = Interval.of(minutes * MILLIS_PER_MINUTE)
                .orElseThrow(() -> new IllegalStateException("no interval of " + minutes + " minutes"));
        long time = in.longValue();
        long trades = in.longValue();
        try {
            CandleBuilder candle = new CandleBuilder(new CandleKey(in.text(), in.text(), interval), time)
                    .marks(marks)
                    .trades(trades);
            for (CandleField field : CandleField.values()) {
                candle.figure(field, figure(in, field));
            }
            return candle.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String figure(WireReader in, CandleField field) {
        String digits = in.text();
        if (digits.length() > DecimalField.MAX_LENGTH) {
            throw new IllegalStateException("no " + field.label() + ": a text of " + digits.length() + " bytes");
        }
        return digits;
    }
}
