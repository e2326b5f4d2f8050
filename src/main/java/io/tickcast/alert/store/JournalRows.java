package io.tickcast.alert.store;

import io.tickcast.alert.store.JournalEntry.Attempted;
import io.tickcast.alert.store.JournalEntry.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Writes entries of the journal as rows, in as few statements as there are kinds of rows. */
final class JournalRows {
    private JournalRows() {}

    /** @return deliveries that need not begin */
    static Set<PendingDelivery> write(Connection connection, List<JournalEntry> entries) throws SQLException {
        List<Step> steps = JournalEntry.all(entries, Step.class);
        RuleRows.states(connection, steps);
        Set<PendingDelivery> ended = DeliveryRows.begin(
                connection,
                steps.stream().flatMap(step -> step.deliveries().stream()).toList());
        DeliveryRows.attempted(connection, JournalEntry.all(entries, Attempted.class));
        return ended;
    }
}
