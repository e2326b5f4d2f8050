package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Receiver;
import java.util.Optional;

/** The error of a secret for a messenger whose webhooks are not signed: its owner would believe that they are. */
final class UnusedSecret {
    private UnusedSecret() {}

    static Optional<String> problem(Receiver receiver) {
        return receiver.secret().isEmpty()
                ? Optional.empty()
                : Optional.of("format " + receiver.format().label() + " has no signature: leave secret out");
    }
}
