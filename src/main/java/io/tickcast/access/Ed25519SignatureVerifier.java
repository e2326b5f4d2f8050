package io.tickcast.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/** EdDSA with Ed25519 (RFC 8037) by the JDK; the library's own verifier needs another library for it. */
final class Ed25519SignatureVerifier extends BaseJWSProvider implements JWSVerifier {
    private final EdECPublicKey key;

    /** @throws JOSEException for a key of another curve */
    Ed25519SignatureVerifier(EdECPublicKey key) throws JOSEException {
        super(Set.of(JWSAlgorithm.EdDSA));
        if (!key.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
            throw new JOSEException("a key of another curve than Ed25519");
        }
        this.key = key;
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
        try {
            Signature verifier = Signature.getInstance(NamedParameterSpec.ED25519.getName());
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature.decode());
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new JOSEException("the JDK has no Ed25519", e);
        }
    }
}
