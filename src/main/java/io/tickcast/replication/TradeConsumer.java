package io.tickcast.replication;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.Gap;
import io.tickcast.market.MalformedMessageLog;
import io.tickcast.sse.Hub;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives the gaps that feeds name, and tells the feeds of this node which trades it has heard. */
final class TradeConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(TradeConsumer.class);

    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "gap of a feed on \"" + BusAddresses.GAPS + "\"");
    private final Hub hub;
    private final Runnable before;

    /** @param before called before the hub is given anything */
    TradeConsumer(Hub hub, Runnable before) {
        this.hub = hub;
        this.before = before;
    }

    MessageConsumer<Object> registerGaps(EventBus bus) {
        return bus.consumer(BusAddresses.GAPS, this::gap);
    }

    /** Gaps that were none. */
    long dropped() {
        return malformed.count();
    }

    private void gap(Message<Object> message) {
        Gap gap;
        try {
            gap = Gap.of((JsonObject) message.body());
        } catch (RuntimeException e) {
            malformed.add();
            return;
        }
        before.run();
        hub.gap(gap);
    }

    /** Answers the id of the last trade of each symbol of an exchange. */
    MessageConsumer<String> answerHeard(EventBus bus) {
        return bus.localConsumer(BusAddresses.HEARD_TRADES, request -> {
            JsonObject heard = new JsonObject();
            hub.latestPrices().newest(request.body()).stream()
                    .filter(tick -> tick.tradeId() > 0)
                    .forEach(tick -> heard.put(tick.symbol(), tick.tradeId()));
            request.reply(heard);
        });
    }
}
