package io.tickcast.testing;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Good inputs, each changed in a few places at random: the same ones at every run. Not thread-safe. */
public final class Mutations {
    private static final int MOST_CHANGES = 3;
    private static final int MOST_SHOWN = 4_000;
    private static final List<byte[]> PIECES = List.of(
            bytes(0),
            bytes(0xff),
            bytes(0xc0, 0x80),
            bytes(0xed, 0xa0, 0x80),
            bytes(0xf0, 0x9f),
            utf8("\n"),
            utf8("\r"),
            utf8("\r\n\r\n"),
            utf8("\""),
            utf8("'"),
            utf8("\\"),
            utf8("\\ud83d"),
            utf8("\\u0000"),
            utf8("\u2028"),
            utf8("\ufeff"),
            utf8("ß"),
            utf8("币"),
            utf8("😀"),
            utf8(" "),
            utf8("*"),
            utf8(","),
            utf8(";"),
            utf8(":"),
            utf8("."),
            utf8("/"),
            utf8("="),
            utf8("&"),
            utf8("%"),
            utf8("%00"),
            utf8("%ff"),
            utf8("-"),
            utf8("{"),
            utf8("}"),
            utf8("["),
            utf8("]"),
            utf8("null"),
            utf8("true"),
            utf8("NaN"),
            utf8("-1"),
            utf8("1e400"),
            utf8("9223372036854775808"),
            utf8("9".repeat(60)),
            utf8("0.".repeat(20)),
            utf8("A".repeat(300)),
            utf8("[".repeat(1_200)),
            utf8("{\"a\":".repeat(1_200)));

    private final long seed;
    private final Random random;
    private final List<byte[]> good;

    public Mutations(long seed, String... good) {
        this(seed, List.of(good).stream().map(Mutations::utf8).toList());
    }

    public Mutations(long seed, List<byte[]> good) {
        this.seed = seed;
        this.good = List.copyOf(good);
        random = new Random(seed);
    }

    /** The target of mutated bytes. */
    public interface Bytes {
        /** @return whether it was taken for good; throws what it may not throw */
        boolean take(byte[] input) throws Exception;
    }

    /** The same of texts. */
    public interface Text {
        /** @return whether it was taken for good; throws what it may not throw */
        boolean take(String input) throws Exception;
    }

    /** The same of JSON objects. */
    public interface Json {
        /** @return whether it was taken for good; throws what it may not throw */
        boolean take(JsonObject input) throws Exception;
    }

    /**
     * Has so many inputs taken. Whatever is thrown meanwhile fails the test, with seed and input.
     *
     * @return number of inputs that were taken for good
     */
    public int bytes(int count, Bytes taker) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            byte[] input = next();
            try {
                taken += taker.take(input) ? 1 : 0;
            } catch (Throwable thrown) {
                throw failed(i, shown(new String(input, StandardCharsets.ISO_8859_1)), thrown);
            }
        }
        return taken;
    }

    /** The same with texts, which have lone surrogates now and then. */
    public int texts(int count, Text taker) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            String input = text();
            try {
                taken += taker.take(input) ? 1 : 0;
            } catch (Throwable thrown) {
                throw failed(i, shown(input), thrown);
            }
        }
        return taken;
    }

    /** The same with JSON objects; a text that is not an object does not count as valid. */
    public int objects(int count, Json taker) {
        return texts(count, text -> {
            JsonObject json;
            try {
                json = new JsonObject(text);
            } catch (DecodeException noObject) {
                return false;
            }
            return taker.take(json);
        });
    }

    private AssertionError failed(int number, String shown, Throwable thrown) {
        return new AssertionError("seed " + seed + ", input " + number + ": " + shown + "\n" + thrown, thrown);
    }

    /** One of the good inputs with at least one change. */
    public byte[] next() {
        byte[] input = any(good);
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            input = changed(input);
        }
        return input;
    }

    private String text() {
        String text = new String(next(), StandardCharsets.UTF_8);
        if (random.nextInt(20) > 0) {
            return text;
        }
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + (random.nextBoolean() ? '\ud83d' : '\ude00') + text.substring(at);
    }

    private byte[] changed(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int to = Math.min(input.length, at + random.nextInt(40));
        return switch (random.nextInt(14)) {
            case 0 -> with(input, at, input.length == at ? 0 : input[at] ^ 1 << random.nextInt(8));
            case 1 -> with(input, at, random.nextInt(256));
            case 2 -> joined(input, at, new byte[0], to);
            case 3 -> joined(input, at, new byte[0], input.length);
            case 4 -> joined(input, at, joined(input, to, new byte[0], input.length), at / 2);
            case 5, 6 -> joined(input, at, any(PIECES), random.nextBoolean() ? at : to);
            case 7 -> joined(input, at, new byte[0], input.length, any(good), random.nextInt(8));
            default -> otherDigit(input, at);
        };
    }

    /** So that enough stays what it was, with another value. */
    private byte[] otherDigit(byte[] input, int from) {
        for (int at = from; at < input.length; at++) {
            if (input[at] >= '0' && input[at] <= '9') {
                return with(input, at, '0' + random.nextInt(10));
            }
        }
        return input;
    }

    private static byte[] with(byte[] input, int at, int value) {
        byte[] changed = input.clone();
        if (at < changed.length) {
            changed[at] = (byte) value;
        }
        return changed;
    }

    /** Joins the bytes before a place, the piece, and the bytes from another place on. */
    private static byte[] joined(byte[] input, int before, byte[] piece, int from) {
        return joined(input, before, piece, from, new byte[0], 0);
    }

    private static byte[] joined(byte[] input, int before, byte[] piece, int from, byte[] behind, int skipped) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(input, 0, before);
        out.writeBytes(piece);
        out.write(input, from, input.length - from);
        out.write(behind, Math.min(skipped, behind.length), behind.length - Math.min(skipped, behind.length));
        return out.toByteArray();
    }

    private byte[] any(List<byte[]> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Fit for a message, and for Java's quotes: everything but plain ASCII is escaped. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < text.length() && shown.length() < MOST_SHOWN; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                shown.append('\\').append(c);
            } else if (c >= ' ' && c < 127) {
                shown.append(c);
            } else {
                shown.append(String.format("\\u%04x", (int) c));
            }
        }
        return shown.append('"').append(" of ").append(text.length()).toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
