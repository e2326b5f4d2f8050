package io.tickcast.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A signed token (JWT, RFC 7519) taken apart and not yet believed. Of its header only the algorithm and the key's name
 * count: keys and addresses of keys that a token brings along are not even read.
 *
 * @param keyId  of the key that it says it was signed with
 * @param signed the bytes that the signature is of
 */
record ParsedToken(
        JWSAlgorithm algorithm, Optional<String> keyId, JsonNode claims, byte[] signed, Base64URL signature) {
    private static final int LONGEST = 8_192;
    private static final int LONGEST_KEY_ID = 256;
    /** Strict, since two readers that differ about one token are how tokens are forged. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(32)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** @throws AccessDenied when this is not a token, or one that no key here can verify */
    static ParsedToken parse(String text) {
        if (text.length() > LONGEST) {
            throw AccessDenied.invalid("the token is longer than " + LONGEST + " characters");
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw AccessDenied.invalid("the token is not a signed JWT with three parts");
        }
        JsonNode header = json(parts[0]);
        if (header.has("crit")) {
            throw AccessDenied.invalid("the token has unknown critical extensions");
        }
        return new ParsedToken(
                algorithm(header),
                keyId(header),
                json(parts[1]),
                text.substring(0, text.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII),
                encoded(parts[2]));
    }

    /** Whatever is no algorithm of signatures goes the same way, "none" with it. */
    private static JWSAlgorithm algorithm(JsonNode header) {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(header.path("alg").asText(""));
        if (!header.path("alg").isTextual()
                || (!JWSAlgorithm.Family.SIGNATURE.contains(algorithm)
                        && !JWSAlgorithm.Family.HMAC_SHA.contains(algorithm))) {
            throw AccessDenied.invalid("the token's signature algorithm is unknown");
        }
        return algorithm;
    }

    private static Optional<String> keyId(JsonNode header) {
        JsonNode id = header.path("kid");
        if (id.isMissingNode()
                || id.isNull()
                || (id.isTextual() && id.textValue().isEmpty())) {
            return Optional.empty();
        }
        if (!id.isTextual() || id.textValue().length() > LONGEST_KEY_ID) {
            throw AccessDenied.invalid("the token's kid is not a short string");
        }
        return Optional.of(id.textValue());
    }

    private static JsonNode json(String part) {
        JsonNode json;
        try {
            json = JSON.readTree(encoded(part).decode());
        } catch (IOException e) {
            // Its message quotes the input.
            throw AccessDenied.invalid("the token contains invalid JSON");
        }
        if (!json.isObject()) {
            throw AccessDenied.invalid("the token does not consist of JSON objects");
        }
        return json;
    }

    /**
     * The decoder overlooks padding, foreign characters and loose bits at the end: several texts would be one token.
     */
    private static Base64URL encoded(String part) {
        Base64URL encoded = new Base64URL(part);
        if (part.isEmpty() || !Base64URL.encode(encoded.decode()).equals(encoded)) {
            throw AccessDenied.invalid("a part of the token is not base64url");
        }
        return encoded;
    }
}
