package dev.outset.store.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** The databases that differ where it pays. */
public enum DatabaseProduct {
    H2,
    POSTGRESQL;

    /**
     * What a pool leads to.
     *
     * @throws IllegalStateException if it cannot be reached, or is neither
     */
    public static DatabaseProduct of(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return valueOf(connection.getMetaData().getDatabaseProductName().toUpperCase(Locale.ROOT));
        } catch (SQLException unreachable) {
            throw new IllegalStateException("The database cannot be reached", unreachable);
        }
    }
}
