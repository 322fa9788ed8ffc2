package dev.outset.reconcile.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * The properties of the database that the scheduler depends on.
 *
 * @param isExclusive whether no other process can open it; an H2 file is locked by the process that uses it
 * @param locksAndFetches whether to claim rows in the statement that fetches them
 */
record SchedulerDatabase(boolean isExclusive, boolean locksAndFetches) {

    static SchedulerDatabase of(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            String url = connection.getMetaData().getURL().toLowerCase(Locale.ROOT);
            boolean isServer = url.startsWith("jdbc:h2:tcp:")
                    || url.startsWith("jdbc:h2:ssl:")
                    || url.contains("auto_server=true");
            return new SchedulerDatabase(url.startsWith("jdbc:h2:") && !isServer, url.startsWith("jdbc:postgresql:"));
        } catch (SQLException unreachable) {
            throw new IllegalStateException("The database cannot be reached", unreachable);
        }
    }
}
