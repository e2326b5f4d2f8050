package io.tickcast.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The keys of the streams of one event loop. They are computed from a secret, so no stream has to hold its own. */
final class StreamKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 16;

    private final Mac mac;

    StreamKeys() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java has " + ALGORITHM, e);
        }
    }

    String of(long stream) {
        byte[] hash =
                mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(stream).array());
        return HexFormat.of().formatHex(hash, 0, BYTES);
    }

    /** Takes the same time whatever is given. */
    boolean isOf(long stream, String key) {
        return MessageDigest.isEqual(of(stream).getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    }
}
