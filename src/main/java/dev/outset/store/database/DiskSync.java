package dev.outset.store.database;

import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Forces committed data to disk. PostgreSQL does so at each commit. H2 only writes to the operating system, which
 * survives a killed process but not a power failure, so the data is synced before a client receives a success response.
 */
public final class DiskSync {

    private final JdbcClient jdbc;

    private final boolean isNeeded;

    private DiskSync(JdbcClient jdbc, boolean isNeeded) {
        this.jdbc = jdbc;
        this.isNeeded = isNeeded;
    }

    /** Returns the sync of a database; it does nothing unless the database is an H2 file. */
    public static DiskSync of(DataSource dataSource, JdbcClient jdbc) {
        try {
            String url = JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getURL);
            return new DiskSync(jdbc, url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:mem:"));
        } catch (MetaDataAccessException away) {
            throw new IllegalStateException("The URL of the database cannot be read", away);
        }
    }

    /** Syncs; returns when all previous commits are on disk. */
    public void sync() {
        if (isNeeded) {
            jdbc.sql("checkpoint sync").update();
        }
    }
}
