package io.tickcast.http;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tickcast.alert.rule.InvalidRuleException;
import io.tickcast.alert.rule.RuleDraft;
import io.tickcast.alert.rule.RuleReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an alert rule from the body of a request. No price passes through a double. */
final class AlertBody {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private AlertBody() {}

    /**
     * @param body null where a request has none
     * @throws BadRequestException naming what is wrong and what would be right
     */
    static RuleDraft draft(@Nullable Buffer body) {
        JsonObject rule = object(body);
        try {
            return RuleReader.draft(rule);
        } catch (InvalidRuleException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
    }

    private static JsonObject object(@Nullable Buffer body) {
        try {
            Map<String, Object> fields =
                    body == null ? null : JSON.readValue(body.getBytes(), new TypeReference<Map<String, Object>>() {});
            if (fields != null) {
                return new JsonObject(fields);
            }
        } catch (IOException e) {
            // Told below.
        }
        throw new BadRequestException("The body is not a JSON object");
    }
}
