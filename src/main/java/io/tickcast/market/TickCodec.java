package io.tickcast.market;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a {@link Tick} on the event bus. Within a node a tick passes as itself, since it is immutable; between
 * nodes it takes about 100 bytes. All event loops get the same object: see {@link SharedTicks}.
 *
 * <pre>
 * u8 version · u8 marks · i64 event time, ms · i64 received at, µs · text exchange · text symbol
 * · for each {@link DecimalField} but the quantity, in order: text digits
 * and in version 2, for a tick that tells of its trade:
 * u8 2 · i64 trade id · u8 side · text quantity                (text: u8 length in bytes, then UTF-8)
 * or with 3 in place of 2 if the number only orders ticks and is no trade id
 * and for one that was missed at first and fetched later: u8 4
 * </pre>
 *
 * <p>The first byte is 1 in all, and the marks are those of version 1: a node of the release before reads what it knows
 * and leaves the rest, so a cluster may be upgraded node by node.
 *
 * <p>Decoding validates as strictly as building: any host that reaches the bus port could have sent the bytes.
 */
public final class TickCodec implements MessageCodec<Tick, Tick> {
    public static final String NAME = "tick";
    /** Options for publishing a tick; one object for all, since it never changes. */
    public static final DeliveryOptions OPTIONS = new DeliveryOptions().setCodecName(NAME);

    private static final byte VERSION = 1;
    private static final byte WITH_TRADE = 2;
    private static final byte WITH_NUMBER = 3;
    private static final byte FETCHED = 4;
    private static final DecimalField[] FIGURES = Stream.of(DecimalField.values())
            .filter(field -> field != DecimalField.QUANTITY)
            .toArray(DecimalField[]::new);
    private static final Side[] SIDES = Side.values();

    private final SharedTicks ticks = new SharedTicks();
    private final @Nullable Boolean demo;

    /** Takes real and invented prices. */
    public TickCodec() {
        demo = null;
    }

    /** @param demo whether no price of this node is real: it takes no tick of the other kind */
    public TickCodec(boolean demo) {
        this.demo = demo;
    }

    @Override
    public void encodeToWire(Buffer out, Tick tick) {
        out.appendByte(VERSION)
                .appendByte((byte) tick.marks())
                .appendLong(tick.eventTime())
                .appendLong(tick.receivedAt());
        WireReader.appendText(out, tick.exchange());
        WireReader.appendText(out, tick.symbol());
        for (DecimalField field : FIGURES) {
            appendFigure(out, tick, field);
        }
        if (tick.hasTrade()) {
            out.appendByte(tick.isNumbered() ? WITH_NUMBER : WITH_TRADE)
                    .appendLong(tick.order())
                    .appendByte((byte) tick.side().ordinal());
            appendFigure(out, tick, DecimalField.QUANTITY);
        }
        if (tick.isFetched()) {
            out.appendByte(FETCHED);
        }
    }

    private static void appendFigure(Buffer out, Tick tick, DecimalField field) {
        out.appendUnsignedByte((short) tick.length(field));
        tick.append(field, out);
    }

    /** @throws IllegalArgumentException when the bytes are not those of a tick */
    @Override
    public Tick decodeFromWire(int position, Buffer in) {
        try {
            Tick tick = new Reader(in, position).tick();
            if (demo != null && tick.isDemo() != demo) {
                throw new OtherWorldException(tick.isDemo());
            }
            return ticks.shared(tick);
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            throw new IllegalArgumentException("Not a tick on the event bus", e);
        }
    }

    @Override
    public Tick transform(Tick tick) {
        return ticks.shared(tick);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }

    private static final class Reader {
        private final WireReader in;
        private final Digits digits = new Digits();

        Reader(Buffer in, int at) {
            this.in = new WireReader(in, at);
        }

        Tick tick() {
            int version = in.unsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("A tick of version " + version
                        + " on the event bus, this node reads " + VERSION + ": do all nodes run the same release?");
            }
            int marks = in.unsignedByte();
            if ((marks & ~Tick.ALL_MARKS) != 0) {
                throw new IllegalStateException("unknown flags " + marks);
            }
            TickBuilder tick = new TickBuilder()
                    .marks(marks)
                    .eventTime(in.longValue())
                    .receivedAt(in.longValue())
                    .exchange(in.text())
                    .symbol(in.text());
            for (DecimalField field : FIGURES) {
                figure(tick, field);
            }
            int more = in.hasMore() ? in.unsignedByte() : 0;
            if (more == WITH_TRADE || more == WITH_NUMBER) {
                trade(tick, more == WITH_NUMBER);
                more = in.hasMore() ? in.unsignedByte() : 0;
            }
            return more == FETCHED ? tick.build().fetched() : tick.build();
        }

        private void trade(TickBuilder tick, boolean isNumbered) {
            long id = in.longValue();
            int side = in.unsignedByte();
            if (id < (isNumbered ? 1 : 0) || side >= SIDES.length) {
                throw new IllegalStateException("no trade: id " + id + ", side " + side);
            }
            (isNumbered ? tick.number(id) : tick.tradeId(id)).side(SIDES[side]);
            figure(tick, DecimalField.QUANTITY);
        }

        private void figure(TickBuilder tick, DecimalField field) {
            int length = in.unsignedByte();
            if (length > 0 && !(digits.read(in, length) && tick.figure(field, digits))) {
                throw new IllegalStateException("no " + field + ": a text of " + length + " bytes");
            }
        }
    }

    /** The bytes of one figure after the other as characters: a String of each would be garbage at once. */
    private static final class Digits implements CharSequence {
        private final byte[] bytes = new byte[DecimalField.MAX_LENGTH];
        private int length;

        /** @return whether these are not too many for a figure */
        boolean read(WireReader in, int length) {
            if (length > DecimalField.MAX_LENGTH) {
                return false;
            }
            in.bytes(bytes, length);
            this.length = length;
            return true;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public char charAt(int index) {
            return (char) (bytes[index] & 0xff);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return toString().subSequence(start, end);
        }

        @Override
        public String toString() {
            return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        }
    }
}
