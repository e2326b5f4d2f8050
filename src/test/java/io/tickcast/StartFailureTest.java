package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.net.MissingHandlerException;
import io.tickcast.testing.TestSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the log says of a node that cannot start. */
class StartFailureTest {
    @Test
    void aHandlerThatVertxNoLongerHasIsNamedInOneLine() {
        assertThat(StartFailure.explain(new MissingHandlerException("gone"), TestSettings.with(Map.of())))
                .hasValueSatisfying(why -> assertThat(why)
                        .startsWith("Vert.x has no handler \"gone\"")
                        .doesNotContain("\n"));
    }
}
