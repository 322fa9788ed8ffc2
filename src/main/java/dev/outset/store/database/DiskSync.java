package dev.outset.store.database;

import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * Brings what is committed to the disk itself. PostgreSQL does so at every commit; H2 hands its file to the operating
 * system, which outlives a killed process but not a power failure, so what a user is told is stored is synced besides.
 */
public final class DiskSync {

    private final JdbcClient jdbc;

    private final boolean isNeeded;

    private DiskSync(JdbcClient jdbc, boolean isNeeded) {
        this.jdbc = jdbc;
        this.isNeeded = isNeeded;
    }

    /** The sync of a database; it costs something only on a file of H2's. */
    public static DiskSync of(DataSource dataSource, JdbcClient jdbc) {
        try {
            String url = JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getURL);
            return new DiskSync(jdbc, url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:mem:"));
        } catch (MetaDataAccessException away) {
            throw new IllegalStateException("The database does not say what it is", away);
        }
    }

    /** Returns when everything committed before is on the disk. */
    public void sync() {
        if (isNeeded) {
            jdbc.sql("checkpoint sync").update();
        }
    }
}
