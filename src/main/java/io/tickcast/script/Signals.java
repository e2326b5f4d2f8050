package io.tickcast.script;

/** The signals that a file publishes. */
public interface Signals {
    /**
     * Publishes a signal to all nodes and their clients; 100 a second at most, the rest is dropped and counted.
     *
     * @param name   small letters, digits, '-' and '_'
     * @param object any value with a JSON form: maps, lists, texts, numbers, records
     * @throws IllegalArgumentException when it has none, when its JSON is longer than 16 KB, or for a wrong name
     */
    void publish(String name, Object object);
}
