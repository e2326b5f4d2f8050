package io.tickcast.http;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.RuleDraft;
import io.tickcast.market.PriceIndex;
import io.tickcast.market.Symbols;
import java.util.List;
import java.util.Map;

/**
 * The exchange and the symbol of an alert rule, as this node has them.
 *
 * @param catalog the symbols that the owner may read
 */
record AlertSymbol(Catalog catalog) {
    /**
     * The draft of a new rule with both.
     *
     * @throws BadRequestException naming the one that is not known
     * @throws ForbiddenException  naming the symbol that the owner may not read
     */
    RuleDraft complete(RuleDraft draft) {
        String symbol = draft.symbol().orElseThrow(() -> new BadRequestException("symbol: name one, such as BTCUSDT"));
        return resolved(draft, draft.exchange().orElseGet(catalog::primary), symbol);
    }

    /** The same for a rule that exists. */
    RuleDraft change(AlertRule rule, RuleDraft draft) {
        if (draft.symbol().isEmpty() && draft.exchange().isEmpty()) {
            catalog.requireAllowed(rule.symbol());
            return draft;
        }
        return resolved(
                draft,
                draft.exchange().orElseGet(rule::exchange),
                draft.symbol().orElseGet(rule::symbol));
    }

    private RuleDraft resolved(RuleDraft draft, String exchange, String name) {
        if (!catalog.exchanges().has(exchange)) {
            throw new BadRequestException("exchange: " + JsonResponses.shown(exchange)
                    + " is not available here; there are "
                    + String.join(", ", catalog.exchanges().names()) + " and " + PriceIndex.NAME);
        }
        String symbol = catalog.resolve(Symbols.normalize(name));
        if (!Symbols.isValid(symbol)) {
            throw new BadRequestException("symbol: " + JsonResponses.shown(name) + " is not a symbol");
        }
        catalog.requireAllowed(symbol);
        if (!has(exchange, symbol)) {
            throw new BadRequestException("symbol: " + exchange + " has no " + symbol + " here; see GET /api/symbols");
        }
        return draft.of(exchange, symbol);
    }

    /** Whether prices of it may come. What publishers will post is not known before. */
    private boolean has(String exchange, String symbol) {
        Map<String, List<String>> listed = catalog.byExchange();
        return exchange.equals(PriceIndex.NAME)
                ? catalog.has(symbol)
                : !listed.containsKey(exchange) || listed.get(exchange).contains(symbol);
    }
}
