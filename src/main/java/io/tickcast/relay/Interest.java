package io.tickcast.relay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The event loops of this node whose clients want a stream. Belongs to the event loop of the relay. */
final class Interest {
    private final Map<RelayStream, Set<LoopInbox>> inboxes = new HashMap<>();

    /** @return the streams that no loop wanted before */
    List<RelayStream> add(LoopInbox inbox, Collection<RelayStream> streams) {
        List<RelayStream> first = new ArrayList<>();
        for (RelayStream stream : streams) {
            Set<LoopInbox> all = inboxes.computeIfAbsent(stream, added -> new LinkedHashSet<>());
            if (all.isEmpty()) {
                first.add(stream);
            }
            all.add(inbox);
        }
        return first;
    }

    /** @return the streams that no loop wants any more */
    List<RelayStream> remove(LoopInbox inbox, Collection<RelayStream> streams) {
        List<RelayStream> last = new ArrayList<>();
        for (RelayStream stream : streams) {
            Set<LoopInbox> all = inboxes.getOrDefault(stream, Set.of());
            if (all.remove(inbox) && all.isEmpty()) {
                inboxes.remove(stream);
                last.add(stream);
            }
        }
        return last;
    }

    void deliver(RelayFrame frame) {
        inboxes.getOrDefault(frame.stream(), Set.of()).forEach(inbox -> inbox.put(frame));
    }

    /** Frames were lost on their way to this node; which ones is not known. */
    void lost() {
        Set<LoopInbox> all = new HashSet<>();
        inboxes.values().forEach(all::addAll);
        all.forEach(LoopInbox::lost);
    }

    int streams() {
        return inboxes.size();
    }
}
