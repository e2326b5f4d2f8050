package io.tickcast.alert.evaluation;

import io.tickcast.alert.rule.RuleState.Phase;
import io.tickcast.market.Tick;

/** Takes what a price does to rules. */
interface Evaluation {
    /** The condition came true. */
    void fires(ArmedRule armed, Phase next, Tick tick);

    /** The rule waits for something else from now on. */
    void enters(ArmedRule armed, Phase next, Tick tick);
}
