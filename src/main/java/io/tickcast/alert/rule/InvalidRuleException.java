package io.tickcast.alert.rule;

/** A rule that cannot be taken; the message names what is wrong and what would be right. */
public final class InvalidRuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidRuleException(String message) {
        super(message, null, false, false);
    }
}
