package io.tickcast.sse;

import io.tickcast.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The exchanges whose prices a node serves, whichever node feeds them; the primary first. All that asks for exchanges by
 * name looks here.
 */
public record KnownExchanges(List<Known> all) {
    /**
     * A name that prices come under.
     *
     * @param staleAfter age from which a price is not fresh
     */
    public record Known(String name, Duration staleAfter) {}

    public KnownExchanges {
        all = List.copyOf(all);
    }

    public static KnownExchanges of(Settings.Feed settings) {
        List<Known> all = new ArrayList<>();
        settings.exchanges().forEach(exchange -> all.add(new Known(exchange.name(), exchange.stale())));
        return new KnownExchanges(all);
    }

    /** The exchange of a request that names none. */
    public String primary() {
        return all.get(0).name;
    }

    /** The names of all of them. */
    public List<String> names() {
        return all.stream().map(Known::name).toList();
    }

    /** Whether a request may ask for it. */
    public boolean has(String name) {
        return all.stream().anyMatch(known -> known.name.equals(name));
    }

    /** These in the order of the settings, whatever the client's: equal wishes share their bytes. */
    public ExchangeSelection select(Set<String> wanted) {
        return new ExchangeSelection(names().stream().filter(wanted::contains).toList());
    }

    /** Age from which a price of this exchange is not fresh; the primary's for one that is not known. */
    Duration staleAfter(String name) {
        return all.stream().filter(known -> known.name.equals(name)).findFirst().orElse(all.get(0)).staleAfter;
    }
}
