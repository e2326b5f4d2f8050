package io.tickcast.demo;

/**
 * A text frame that no exchange should send.
 *
 * @param kind the fault of the frame, for the message of a failed test
 */
public record HostileFrame(String kind, String text) {
    @Override
    public String toString() {
        return kind + ": " + (text.length() > 200 ? text.substring(0, 200) + "… (" + text.length() + ")" : text);
    }
}
