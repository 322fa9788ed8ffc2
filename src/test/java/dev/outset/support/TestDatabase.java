package dev.outset.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with the current schema and a connection pool. */
public final class TestDatabase implements AutoCloseable {

    private static final String H2_SETTINGS =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                    + ";WRITE_DELAY=0";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final HikariDataSource dataSource;

    private TestDatabase(String url, String user) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setMaximumPoolSize(8);
        this.dataSource = new HikariDataSource(config);
        String vendor = url.startsWith("jdbc:h2:") ? "h2" : "postgresql";
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration", "classpath:db/vendor/" + vendor)
                .load()
                .migrate();
    }

    /** Opens an H2 file with the settings of {@code application.yml}. */
    public static TestDatabase h2(Path folder) {
        return new TestDatabase(h2Url(folder), "sa");
    }

    /** Opens an in-memory H2 database of its own, which exists until it is closed. */
    public static TestDatabase memory() {
        return new TestDatabase("jdbc:h2:mem:test-" + COUNT.incrementAndGet() + H2_SETTINGS, "sa");
    }

    /** Opens any database. */
    public static TestDatabase at(String url, String user) {
        return new TestDatabase(url, user);
    }

    /** Returns the URL of an H2 file in a directory. */
    public static String h2Url(Path folder) {
        return "jdbc:h2:file:" + folder.resolve("outset").toAbsolutePath() + H2_SETTINGS;
    }

    /** Deletes the rows of all tables. */
    public void clear() {
        for (String table : List.of(
                "guest_hold",
                "migration_lock",
                "migration_progress",
                "migration",
                "vm_label",
                "vm_parameter",
                "vm",
                "vm_event",
                "scheduled_tasks",
                "simulated_qemu")) {
            client().sql("delete from " + table).update();
        }
    }

    /** Returns the connection pool. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Returns which database it is. */
    public DatabaseDriver driver() {
        return DatabaseDriver.fromJdbcUrl(dataSource.getJdbcUrl());
    }

    /** Returns a client on the pool. */
    public JdbcClient client() {
        return JdbcClient.create(dataSource);
    }

    /** Returns a transaction template on the pool. */
    public TransactionTemplate transactions() {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
