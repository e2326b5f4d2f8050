package io.tickcast.config;

import io.tickcast.config.Settings.Auth;
import io.tickcast.config.Settings.Jwt;
import io.tickcast.log.Printable;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the settings below {@code auth}. The keys themselves are read where tokens are checked. */
final class AuthReader {
    private static final List<String> ALGORITHMS = List.of(
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384",
            "HS512");
    /** A cookie name of RFC 6265 that a page's script can write without quoting. */
    private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final String ISSUER = "auth.jwt.issuer";
    private static final String AUDIENCES = "auth.jwt.audience";
    private static final String JWKS = "auth.jwt.jwks";
    private static final String KEY_FILE = "auth.jwt.key-file";
    private static final String PRINTABLE = "up to 256 printable characters";

    private final TypedSettings values;

    AuthReader(TypedSettings values) {
        this.values = values;
    }

    Auth auth() {
        Jwt jwt = new Jwt(
                values.flag("auth.jwt.enabled"),
                values.optionalText(ISSUER, AuthReader::isName, PRINTABLE),
                values.list(AUDIENCES, text -> Optional.of(text).filter(AuthReader::isName), PRINTABLE),
                unlessBlank(JWKS)
                        .map(entry -> values.parsed(
                                JWKS, AuthReader::url, "an http:// or https:// URL without user and fragment")),
                unlessBlank(KEY_FILE).map(entry -> values.path(KEY_FILE)),
                values.distinct(
                        "auth.jwt.algorithms",
                        text -> Optional.of(text).filter(ALGORITHMS::contains),
                        "algorithms: " + String.join(", ", ALGORITHMS),
                        ALGORITHMS.size()),
                values.optionalText(
                        "auth.jwt.cookie",
                        text -> COOKIE.matcher(text).matches(),
                        "the name of a cookie: letters, digits, '-', '_' or '.'"),
                claim("auth.jwt.symbols-claim"),
                claim("auth.jwt.signals-claim"),
                claim("auth.jwt.publish-claim"),
                values.duration("auth.jwt.leeway", "0s", "5m"));
        if (jwt.enabled()) {
            requireWhatTokensNeed(jwt);
        }
        return new Auth(jwt);
    }

    /** A node that took any issuer's or anyone's tokens would look guarded and be open. */
    private void requireWhatTokensNeed(Jwt jwt) {
        String why = ", since auth.jwt.enabled is true";
        if (jwt.issuer().isEmpty()) {
            throw values.entry(ISSUER).mustBe("the iss of the tokens" + why);
        }
        if (jwt.audiences().isEmpty()) {
            throw values.entry(AUDIENCES).mustBe("the accepted aud of the tokens" + why);
        }
        if (jwt.jwks().isEmpty() && jwt.keyFile().isEmpty()) {
            throw values.entry(JWKS).mustBe("the URL of the issuer's keys, unless auth.jwt.key-file is set" + why);
        }
        if (jwt.jwks().isPresent() && jwt.keyFile().isPresent()) {
            throw values.entry(KEY_FILE).mustBe("empty, since auth.jwt.jwks is set: the keys come from one of the two");
        }
    }

    private String claim(String key) {
        return values.parsed(
                key,
                text -> Optional.of(text).filter(name -> !name.isEmpty() && isName(name)),
                "the name of a claim, " + PRINTABLE);
    }

    private Optional<RawSetting> unlessBlank(String key) {
        return Optional.of(values.entry(key)).filter(entry -> !entry.isBlank());
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= 256 && Printable.isPrintable(text);
    }

    private static Optional<URI> url(String text) {
        return Locations.url(text, Set.of("http", "https")).filter(uri -> uri.getUserInfo() == null);
    }
}
