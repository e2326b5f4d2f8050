package io.tickcast.alert.rule;

/** A rule, and how far it has come. */
public record RuleWithState(AlertRule rule, RuleState state) {}
