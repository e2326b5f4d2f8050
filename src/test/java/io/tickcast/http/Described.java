package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/** A description of the API, and whether values are as its schemas say, with no field besides. */
final class Described {
    private final JsonObject document;

    Described(JsonObject document) {
        this.document = document;
    }

    JsonObject document() {
        return document;
    }

    /** The value at a pointer, or the value itself if it has none. */
    JsonObject resolve(JsonObject value) {
        String pointer = value.getString("$ref");
        if (pointer == null) {
            return value;
        }
        JsonObject found = document;
        for (String name : pointer.substring(2).split("/")) {
            found = found.getJsonObject(name.replace("~1", "/").replace("~0", "~"));
            assertThat(found).as(pointer).isNotNull();
        }
        return resolve(found);
    }

    void check(JsonObject schema, Object value, String place) {
        JsonObject wanted = resolve(schema);
        if (wanted.containsKey("oneOf")) {
            assertThat(wanted.getJsonArray("oneOf").stream()
                            .filter(each -> matches((JsonObject) each, value, place))
                            .count())
                    .as(place)
                    .isEqualTo(1);
            return;
        }
        Object type = wanted.getValue("type");
        if (type == null) {
            return;
        }
        List<?> types = type instanceof JsonArray several ? several.getList() : List.of(type);
        assertThat(types.stream().anyMatch(each -> isOf(String.valueOf(each), value)))
                .as(place + " is " + value + ", not " + types)
                .isTrue();
        if (wanted.containsKey("const")) {
            assertThat(value).as(place).isEqualTo(wanted.getValue("const"));
        }
        if (wanted.containsKey("enum")) {
            assertThat(wanted.getJsonArray("enum").contains(value))
                    .as(place + " is " + value)
                    .isTrue();
        }
        if (value instanceof JsonObject object) {
            checkFields(wanted, object, place);
        } else if (value instanceof JsonArray array && wanted.containsKey("items")) {
            for (int i = 0; i < array.size(); i++) {
                check(wanted.getJsonObject("items"), array.getValue(i), place + '[' + i + ']');
            }
        }
    }

    private boolean matches(JsonObject schema, Object value, String place) {
        try {
            check(schema, value, place);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "null" -> value == null;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "array" -> value instanceof JsonArray;
            case "object" -> value instanceof JsonObject;
            default -> fail(type + " is no type");
        };
    }

    private void checkFields(JsonObject schema, JsonObject object, String place) {
        JsonObject fields = schema.getJsonObject("properties", new JsonObject());
        Object others = schema.getValue("additionalProperties");
        assertThat(object.fieldNames())
                .as(place)
                .containsAll(Arrays.asList(schema.getJsonArray("required", new JsonArray()).stream()
                        .map(String::valueOf)
                        .toArray(String[]::new)));
        object.forEach(field -> {
            String where = place + '.' + field.getKey();
            if (fields.containsKey(field.getKey())) {
                check(fields.getJsonObject(field.getKey()), field.getValue(), where);
            } else if (others instanceof JsonObject each) {
                check(each, field.getValue(), where);
            } else if (!fields.isEmpty()) {
                assertThat(others).as(where + " is not described").isEqualTo(true);
            }
        });
    }
}
