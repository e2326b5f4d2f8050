package io.tickcast.demo.candle;

import io.vertx.core.MultiMap;
import java.util.OptionalLong;
import java.util.function.Function;

/** The parameters of a REST call, which is refused where one of them is wrong. */
final class Query {
    private final MultiMap parameters;
    private final Function<String, RestAnswer> refusal;

    /** @param refusal the exchange's answer to a parameter of this name that is wrong */
    Query(MultiMap parameters, Function<String, RestAnswer> refusal) {
        this.parameters = parameters;
        this.refusal = refusal;
    }

    /** The text of a parameter, or this if it is not there. */
    String text(String name, String otherwise) {
        return parameters.contains(name) ? parameters.get(name) : otherwise;
    }

    OptionalLong number(String name) {
        String text = text(name, "");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.matches("\\d{1,18}")) {
            throw refuse(name);
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    /** The number of rows, which is refused beyond what the exchange allows. */
    int limit(int standard, int most) {
        long limit = number("limit").orElse(standard);
        if (limit < 1 || limit > most) {
            throw refuse("limit");
        }
        return (int) limit;
    }

    RestRefusal refuse(String name) {
        return new RestRefusal(refusal.apply(name));
    }
}
