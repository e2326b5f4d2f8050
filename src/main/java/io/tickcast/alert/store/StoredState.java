package io.tickcast.alert.store;

import io.tickcast.alert.rule.RuleState;

/** How far a rule has come, and which revision of it is kept. */
public record StoredState(int revision, RuleState state) {}
