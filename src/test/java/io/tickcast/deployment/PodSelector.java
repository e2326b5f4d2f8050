package io.tickcast.deployment;

import io.tickcast.testing.ShippedFiles.Yamls;
import java.util.Map;

/** A selector of labels; one without any matches every pod of the namespace, as in Kubernetes. */
record PodSelector(Map<?, ?> labels) {
    /** @param selector of a policy or a budget, which has {@code matchLabels} */
    static PodSelector of(Yamls selector) {
        return new PodSelector(
                selector.has("matchLabels")
                        ? (Map<?, ?>) selector.at("matchLabels").value()
                        : Map.of());
    }

    boolean matches(Map<?, ?> podLabels) {
        return podLabels.entrySet().containsAll(labels.entrySet());
    }
}
