package io.tickcast.feed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The requests that subscribe a feed's symbols, for an exchange that refuses a whole request for one wrong name: the
 * other names of it are asked for again. Each name is refused once per connection, so that no answer of an exchange is
 * followed by requests without end. Not thread-safe.
 */
public final class SubscribeRequests {
    private final int most;
    /** The request of each name that is asked for. */
    private final Map<String, List<String>> requests = new HashMap<>();

    /** @param most names in a request */
    public SubscribeRequests(int most) {
        this.most = most;
    }

    /** Begins anew with these names. @return the names of each request */
    public List<List<String>> of(List<String> names) {
        List<List<String>> all = Batches.of(names, most, Integer.MAX_VALUE, 0);
        all.forEach(this::keep);
        return all;
    }

    private void keep(List<String> request) {
        request.forEach(name -> requests.put(name, request));
    }

    /** @return the first name in this text that is asked for */
    public Optional<String> namedIn(String text) {
        return namedIn(text, requests.keySet());
    }

    /** Exchanges say which name is wrong, each in words of its own. @return the first of these names in the text */
    public static Optional<String> namedIn(String text, Set<String> names) {
        return Stream.of(text.split("[\\s,;:\"'{}\\[\\]]+"))
                .filter(names::contains)
                .findFirst();
    }

    /** The exchange refused a request for this name. @return the other names of it, to be asked for again */
    public List<String> without(String name) {
        List<String> request = requests.remove(name);
        if (request == null) {
            return List.of();
        }
        List<String> left = request.stream().filter(requests::containsKey).toList();
        keep(left);
        return left;
    }

    /**
     * The exchange refused the request that has this name, and did not say for which.
     *
     * @return its names, to be asked for one by one; empty: it was this name alone, or it is not asked for
     */
    public List<String> apart(String name) {
        List<String> request = requests.getOrDefault(name, List.of());
        if (request.size() < 2) {
            return List.of();
        }
        request.forEach(each -> keep(List.of(each)));
        return request;
    }
}
