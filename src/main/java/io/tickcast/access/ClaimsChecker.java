package io.tickcast.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickcast.config.Settings;
import io.tickcast.market.Signal;
import io.tickcast.market.Symbols;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Checks the claims of a token, and reads the rights that they give. */
final class ClaimsChecker {
    /** The last second that ISO 8601 has four digits for; no token needs a later one. */
    private static final double LATEST = 253_402_300_799.0;

    private final Settings.Jwt settings;

    ClaimsChecker(Settings.Jwt settings) {
        this.settings = settings;
    }

    /**
     * @param claims of a token whose signature is right
     * @throws AccessDenied naming the first claim that is not as it must be
     */
    Grant check(JsonNode claims, Instant now) {
        Instant until = time(claims, "exp").orElseThrow(() -> AccessDenied.invalid("the token has no exp"));
        // To the moment, since a stream ends before it, and a ticket is worth no more.
        if (!now.isBefore(until)) {
            throw AccessDenied.invalid("the token has expired");
        }
        if (time(claims, "nbf")
                .filter(from -> from.isAfter(now.plus(settings.leeway())))
                .isPresent()) {
            throw AccessDenied.invalid("the token is not valid yet");
        }
        JsonNode issuer = claims.path("iss");
        if (!issuer.isTextual() || !issuer.textValue().equals(settings.issuer())) {
            throw AccessDenied.invalid("the token is from another issuer");
        }
        if (!isForUs(claims.path("aud"))) {
            throw AccessDenied.invalid("the token is for another audience");
        }
        Optional<List<String>> symbols =
                names(claims, settings.symbolsClaim(), Symbols::normalize, ClaimsChecker::isPattern);
        Optional<List<String>> signals = names(
                claims,
                settings.signalsClaim(),
                name -> name,
                name -> name.equals("*") || Signal.problem(name).isEmpty());
        if (symbols.isPresent() && !claims.has(settings.signalsClaim())) {
            // A signal may tell of any symbol.
            signals = Optional.of(List.of());
        }
        return new Grant(holder(claims), symbols, signals, Optional.of(publish(claims)), Optional.of(until));
    }

    private static Optional<Instant> time(JsonNode claims, String name) {
        JsonNode time = claims.path(name);
        if (time.isMissingNode()) {
            return Optional.empty();
        }
        if (!time.isNumber() || !(time.doubleValue() >= 0)) {
            throw AccessDenied.invalid("the token's " + name + " is not a time");
        }
        return Optional.of(Instant.ofEpochMilli((long) (Math.min(time.doubleValue(), LATEST) * 1_000)));
    }

    private boolean isForUs(JsonNode audience) {
        if (audience.isTextual()) {
            return settings.audiences().contains(audience.textValue());
        }
        for (JsonNode one : audience) {
            if (audience.isArray() && one.isTextual() && settings.audiences().contains(one.textValue())) {
                return true;
            }
        }
        return false;
    }

    /** A claim that cannot be understood is not taken for none: that would let everything through. */
    private static Optional<List<String>> names(
            JsonNode claims, String claim, UnaryOperator<String> normalize, Predicate<String> allowed) {
        JsonNode list = claims.path(claim);
        if (list.isMissingNode()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode item : list) {
            String name = item.isTextual() ? normalize.apply(item.textValue()) : "";
            if (!allowed.test(name)) {
                throw AccessDenied.invalid("a claim of the token lists an invalid symbol or signal");
            }
            names.add(name);
        }
        if (!list.isArray()) {
            throw AccessDenied.invalid("the symbols or signals of the token are not a list");
        }
        return names.contains("*") ? Optional.empty() : Optional.of(List.copyOf(names));
    }

    /**
     * Reads what the token may publish. Unlike the other claims, this one grants rights that a token without it lacks.
     * So an entry that cannot be understood grants nothing: other programs may have a claim of this name.
     */
    private List<String> publish(JsonNode claims) {
        List<String> allowed = new ArrayList<>();
        JsonNode list = claims.path(settings.publishClaim());
        for (JsonNode item : list.isArray() ? list : List.<JsonNode>of()) {
            String text = item.isTextual() ? item.textValue() : "";
            int colon = text.indexOf(':');
            if (colon > 0) {
                String source = text.substring(0, colon).toLowerCase(Locale.ROOT);
                String pattern = Symbols.normalize(text.substring(colon + 1));
                if (Symbols.isValid(source) && isPattern(pattern)) {
                    allowed.add(source + ':' + pattern);
                }
            }
        }
        return List.copyOf(allowed);
    }

    private static boolean isPattern(String name) {
        return name.equals("*") || Symbols.isValid(name.endsWith("*") ? name.substring(0, name.length() - 1) : name);
    }

    /** A short identifier of the subject that does not reveal it. */
    private static String holder(JsonNode claims) {
        return holder(claims.path("sub").asText(""));
    }

    static String holder(String subject) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
