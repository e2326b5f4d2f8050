package io.tickcast.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The blocks of a PEM file (RFC 7468). A file may hold any of them in any order, with a byte order mark and comments in
 * any character set between: a reader picks the blocks that it needs.
 */
public record Pem(List<Block> blocks) {
    public static final String CERTIFICATE = "CERTIFICATE";
    private static final Set<String> KEYS = Set.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");
    private static final String DASHES = "-----";
    private static final String BEGIN = DASHES + "BEGIN ";

    /**
     * @param label such as {@code CERTIFICATE}
     * @param body  base64, behind headers if there are any
     */
    public record Block(String label, String body) {
        /** @throws IllegalArgumentException for invalid base64 */
        public byte[] der() {
            return Base64.getMimeDecoder().decode(body);
        }

        private String text() {
            return "-----BEGIN " + label + "-----\n" + body.strip() + "\n-----END " + label + "-----\n";
        }

        /** Whether it is a private key without a password: one with a password says so in a header, or in its label. */
        private boolean isKey() {
            return KEYS.contains(label) && !body.contains("ENCRYPTED");
        }
    }

    /**
     * Reads the file that a setting names. Blocks.
     *
     * @throws SettingsException naming the setting, the file, and why it cannot be read
     */
    public static Pem read(String setting, Path file) {
        try {
            return of(SmallFile.read(file));
        } catch (UnreadableFileException e) {
            throw new SettingsException(
                    setting + " is " + PrintableSetting.path(file) + ", but that file " + e.getMessage());
        }
    }

    public static Pem of(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            int bodyEnd = labelEnd < 0 ? -1 : text.indexOf(DASHES, labelEnd + DASHES.length());
            if (bodyEnd < 0) {
                break;
            }
            String label = text.substring(begin + BEGIN.length(), labelEnd);
            if (text.startsWith(DASHES + "END " + label + DASHES, bodyEnd)) {
                blocks.add(new Block(label, text.substring(labelEnd + DASHES.length(), bodyEnd)));
            }
            begin = text.indexOf(BEGIN, bodyEnd);
        }
        return new Pem(List.copyOf(blocks));
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** A PEM file of its certificates alone, in their order; empty if there are none. */
    public byte[] certificates() {
        return only(block -> block.label().equals(CERTIFICATE), Integer.MAX_VALUE);
    }

    /** A PEM file of its first private key alone; empty if there is none. */
    public byte[] privateKey() {
        return only(Block::isKey, 1);
    }

    private byte[] only(Predicate<Block> wanted, int most) {
        StringBuilder text = new StringBuilder();
        blocks.stream().filter(wanted).limit(most).map(Block::text).forEach(text::append);
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
