package io.tickcast.alert.delivery;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The secret of a standard webhook: {@code whsec_} and the base64 of 24 to 64 bytes. */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final int GENERATED = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookSecret() {}

    public static String generate() {
        byte[] key = new byte[GENERATED];
        RANDOM.nextBytes(key);
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    static Optional<String> problem(String secret) {
        if (secret.startsWith(PREFIX)) {
            try {
                int length = key(secret).length;
                if (length >= SHORTEST && length <= LONGEST) {
                    return Optional.empty();
                }
            } catch (IllegalArgumentException e) {
                // No base64: the message says what would be right.
            }
        }
        return Optional.of("secret must be " + PREFIX + " and the base64 of " + SHORTEST + " to " + LONGEST
                + " bytes; without a secret, one is generated");
    }

    /** The bytes of the key, for a secret without a problem. */
    static byte[] key(String secret) {
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }
}
