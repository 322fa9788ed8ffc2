package dev.outset.store.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** The supported databases, where the code depends on the product. */
public enum DatabaseProduct {
    H2,
    POSTGRESQL;

    /**
     * Returns the product of a database.
     *
     * @throws IllegalStateException if the database cannot be reached
     * @throws IllegalArgumentException if the product is not supported
     */
    public static DatabaseProduct of(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return valueOf(connection.getMetaData().getDatabaseProductName().toUpperCase(Locale.ROOT));
        } catch (SQLException unreachable) {
            throw new IllegalStateException("The database cannot be reached", unreachable);
        }
    }
}
