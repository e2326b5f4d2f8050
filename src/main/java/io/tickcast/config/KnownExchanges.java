package io.tickcast.config;

import io.tickcast.market.PriceIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The exchanges whose prices a node serves, whichever node feeds them; the primary first. All that asks for exchanges by
 * name looks here.
 */
public record KnownExchanges(List<Known> all) {
    /**
     * A name that prices come under.
     *
     * @param staleAfter age from which a price is not fresh
     * @param indexed    whether its prices count in the index; those of a published source do not
     */
    public record Known(String name, Duration staleAfter, boolean indexed) {}

    public KnownExchanges {
        all = List.copyOf(all);
    }

    public static KnownExchanges of(Settings.Feed settings) {
        List<Known> all = new ArrayList<>();
        settings.exchanges().forEach(exchange -> all.add(new Known(exchange.name(), exchange.stale(), true)));
        settings.published().sources().forEach(source -> all.add(new Known(source.name(), source.stale(), false)));
        return new KnownExchanges(all);
    }

    /** The exchange of a request that names none. */
    public String primary() {
        return all.get(0).name;
    }

    /** All of them, without the index. */
    public List<String> names() {
        return all.stream().map(Known::name).toList();
    }

    /** The exchanges that the index is made of. */
    public List<String> indexed() {
        return all.stream().filter(Known::indexed).map(Known::name).toList();
    }

    /** The sources of published prices. */
    public Set<String> published() {
        return all.stream().filter(known -> !known.indexed).map(Known::name).collect(Collectors.toSet());
    }

    /** Whether a request may ask for it. */
    public boolean has(String name) {
        return name.equals(PriceIndex.NAME) || all.stream().anyMatch(known -> known.name.equals(name));
    }

    /** Age from which a price of this exchange is not fresh; the primary's for the index and for one that is not known. */
    public Duration staleAfter(String name) {
        return all.stream().filter(known -> known.name.equals(name)).findFirst().orElse(all.get(0)).staleAfter;
    }
}
