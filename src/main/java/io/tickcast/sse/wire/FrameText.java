package io.tickcast.sse.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The text of a frame, and the blocks that were made of it: shards mostly write alike, so that most of them need the
 * same ones. Only the very same object counts as the same text, which compares no bytes.
 */
final class FrameText {
    /** Groups that have other frames before this one need blocks of their own, more than are worth keeping. */
    private static final int MAX_BLOCKS = 4;
    /** In no text of UTF-8, so that no frame refers to a gap. */
    private static final byte NO_TEXT = (byte) 0xff;

    private final byte[] bytes;
    private final boolean gap;
    private List<Made> made = List.of();
    private @Nullable FrameText end;

    private record Made(List<FrameText> window, DeflateBlock block) {}

    FrameText(byte[] bytes) {
        this(bytes, false);
    }

    private FrameText(byte[] bytes, boolean gap) {
        this.bytes = bytes;
        this.gap = gap;
    }

    /** Text that streams have got on their own: only its length is known. */
    static FrameText gap(int length) {
        byte[] unknown = new byte[length];
        Arrays.fill(unknown, NO_TEXT);
        return new FrameText(unknown, true);
    }

    boolean isGap() {
        return gap;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    int crc() {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** The last bytes of it, or all if it has no more; the same as often as it is asked for. */
    FrameText end(int length) {
        if (bytes.length <= length) {
            return this;
        }
        FrameText last = end;
        if (last == null || last.length() != length) {
            last = new FrameText(Arrays.copyOfRange(bytes, bytes.length - length, bytes.length), gap);
            end = last;
        }
        return last;
    }

    private boolean isSame(FrameText other) {
        return this == other || (gap && other.gap && bytes.length == other.bytes.length);
    }

    /** The block that was made of this behind these texts. */
    Optional<DeflateBlock> block(List<FrameText> window) {
        for (Made each : made) {
            if (isSame(each.window, window)) {
                return Optional.of(each.block);
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(List<FrameText> one, List<FrameText> other) {
        if (one.size() != other.size()) {
            return false;
        }
        // From the end, since there the frames of two groups that are not the same differ first.
        for (int i = one.size() - 1; i >= 0; i--) {
            if (!one.get(i).isSame(other.get(i))) {
                return false;
            }
        }
        return true;
    }

    void keep(List<FrameText> window, DeflateBlock block) {
        if (made.isEmpty()) {
            made = new ArrayList<>(1);
        }
        if (made.size() < MAX_BLOCKS) {
            made.add(new Made(window, block));
        }
    }

    /** Frees what no later frame refers to. */
    void forgetBlocks() {
        made = List.of();
    }
}
