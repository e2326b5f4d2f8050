package io.tickcast.alert.store;

import io.tickcast.alert.rule.RuleState;

/** The state of a rule, and the revision of the rule that is kept. */
public record StoredState(int revision, RuleState state) {}
