package dev.outset.reconcile.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * What the engine has to know of the database.
 *
 * @param isExclusive whether no other process can have it open: an H2 file is locked by the process that uses it
 * @param locksAndFetches whether rows are best claimed in the statement that fetches them
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
