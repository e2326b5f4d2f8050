package io.tickcast.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * A key that signatures are checked with. Its verifier knows the algorithms that it is fit for, so that no token can
 * have a key used as something else than it is.
 *
 * @param id        empty for one that may have signed any token
 * @param algorithm the only one that it is for; empty: each that fits it
 */
record VerifyingKey(Optional<String> id, Optional<JWSAlgorithm> algorithm, Key key, JWSVerifier verifier) {
    private static final int LEAST_RSA_BITS = 2048;

    /** @throws JOSEException for a key of a kind, a curve or a length that counts for nothing here */
    static VerifyingKey of(Optional<String> id, Optional<JWSAlgorithm> algorithm, Key key) throws JOSEException {
        JWSVerifier verifier = verifier(key);
        if (algorithm
                .filter(only -> !verifier.supportedJWSAlgorithms().contains(only))
                .isPresent()) {
            throw new JOSEException("a key of another kind than its alg");
        }
        return new VerifyingKey(id, algorithm, key, verifier);
    }

    private static JWSVerifier verifier(Key key) throws JOSEException {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= LEAST_RSA_BITS) {
            return new RSASSAVerifier(rsa);
        }
        if (key instanceof ECPublicKey ec) {
            return new ECDSAVerifier(ec);
        }
        if (key instanceof EdECPublicKey ed) {
            return new Ed25519SignatureVerifier(ed);
        }
        if (key instanceof SecretKey secret) {
            return new MACVerifier(secret);
        }
        throw new JOSEException("no key of ours");
    }

    /** Whether it may be the one that this token was signed with. */
    boolean fits(ParsedToken token) {
        return (id.isEmpty() || token.keyId().isEmpty() || id.equals(token.keyId()))
                && algorithm.map(token.algorithm()::equals).orElse(true)
                && verifier.supportedJWSAlgorithms().contains(token.algorithm());
    }

    /** Whether it is the one. Takes up to a ms. */
    boolean verifies(ParsedToken token) {
        try {
            return verifier.verify(new JWSHeader(token.algorithm()), token.signed(), token.signature());
        } catch (JOSEException e) {
            // A signature of another form than the algorithm's.
            return false;
        }
    }
}
