package io.tickcast.alert.delivery;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The codes in the answers of a messenger whose status says nothing: 0 is a success. Immutable.
 *
 * @param code    the field of the code
 * @param message the field of its explanation
 * @param limits  codes of a limit that was reached, with the time after which it is over
 * @param wrong   codes of failures that would come again. All others may pass
 */
record ErrorCodes(String code, String message, Map<Integer, Duration> limits, Set<Integer> wrong) {
    Outcome outcome(WebhookResponse response) {
        JsonObject json = response.json();
        Optional<Integer> number = WebhookResponse.number(json, code).map(Number::intValue);
        if (number.isEmpty()) {
            return response.refusedOrFailed("no " + code + " in it", Optional.empty());
        }
        if (number.get() == 0 && response.isSuccess()) {
            return new Outcome.Delivered(response.status(), Duration.ZERO);
        }
        String why = code + ' ' + number.get() + ' ' + WebhookResponse.text(json, message);
        Optional<Duration> pause = Optional.ofNullable(limits.get(number.get()));
        if (pause.isPresent()) {
            return response.failed(why, pause);
        }
        return wrong.contains(number.get()) ? response.refused(why) : response.refusedOrFailed(why, Optional.empty());
    }
}
