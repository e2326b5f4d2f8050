package io.tickcast.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The encodings that a client accepts, by RFC 9110, 12.5.3. */
final class AcceptEncoding {
    private static final Pattern WEIGHT =
            Pattern.compile("\\s*;\\s*q\\s*=\\s*(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)\\s*", Pattern.CASE_INSENSITIVE);

    private AcceptEncoding() {}

    /**
     * Whether gzip is allowed, and nothing else is liked better than it that we have. What cannot be read allows
     * nothing.
     *
     * @param headers the values of each {@code Accept-Encoding}
     */
    static boolean wantsGzip(List<String> headers) {
        Map<String, Double> weights = new HashMap<>();
        for (String item : String.join(",", headers).split(",", -1)) {
            int end = item.indexOf(';') < 0 ? item.length() : item.indexOf(';');
            weights.put(item.substring(0, end).strip().toLowerCase(Locale.ROOT), weight(item.substring(end)));
        }
        double gzip = weights.getOrDefault("gzip", weights.getOrDefault("x-gzip", weights.getOrDefault("*", 0.0)));
        return gzip > 0 && gzip >= weights.getOrDefault("identity", 0.0);
    }

    private static double weight(String parameter) {
        Matcher weight = WEIGHT.matcher(parameter);
        return parameter.isBlank() ? 1 : weight.matches() ? Double.parseDouble(weight.group(1)) : 0;
    }
}
