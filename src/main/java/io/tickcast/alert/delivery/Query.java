package io.tickcast.alert.delivery;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a webhook, without their escapes and in their order. Immutable. */
record Query(Map<String, List<String>> parameters) {
    static final Query NONE = new Query(Map.of());

    static Query of(URI uri) {
        String query = uri.getRawQuery();
        return query == null ? NONE : new Query(new QueryStringDecoder(query, false).parameters());
    }

    /** The first value of a parameter that has one. */
    Optional<String> first(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .findFirst();
    }

    Query with(String name, String value) {
        Map<String, List<String>> changed = new LinkedHashMap<>(parameters);
        changed.put(name, List.of(value));
        return new Query(changed);
    }

    /** The address with these parameters in place of its own. */
    URI in(URI uri, String path) {
        QueryStringEncoder encoded = new QueryStringEncoder(uri.getScheme() + "://" + uri.getRawAuthority() + path);
        parameters.forEach((name, values) -> values.forEach(value -> encoded.addParam(name, value)));
        return URI.create(URI.create(encoded.toString()).toASCIIString());
    }
}
