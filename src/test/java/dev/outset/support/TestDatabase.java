package dev.outset.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.outset.store.vm.Stores;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated database with a pool. */
public final class TestDatabase implements AutoCloseable {

    private static final String LATEST = "latest";

    private static final String H2_SETTINGS =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                    + ";WRITE_DELAY=0";

    private final HikariDataSource dataSource;

    private final String vendor;

    private TestDatabase(String url, String user, String version) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setMaximumPoolSize(8);
        this.dataSource = new HikariDataSource(config);
        this.vendor = url.startsWith("jdbc:h2:") ? "h2" : "postgresql";
        migrate(version);
    }

    /** Brings the schema to a version, as {@code 6}, or to the {@code latest}. */
    public void migrate(String version) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration", "classpath:db/vendor/" + vendor)
                .javaMigrations(Stores.migrations())
                .target(version)
                .load()
                .migrate();
    }

    /** H2 in a file, set up as {@code application.yml} does. */
    public static TestDatabase h2(Path folder) {
        return h2(folder, LATEST);
    }

    /** H2 in a file, with the schema of a version. */
    public static TestDatabase h2(Path folder, String version) {
        return new TestDatabase(h2Url(folder), "sa", version);
    }

    /** H2 in memory, for many databases in one test; it lives until it is closed. */
    public static TestDatabase memory(String name) {
        return new TestDatabase("jdbc:h2:mem:" + name + H2_SETTINGS, "sa", LATEST);
    }

    /** Any database. */
    public static TestDatabase at(String url, String user) {
        return at(url, user, LATEST);
    }

    /** Any database, with the schema of a version. */
    public static TestDatabase at(String url, String user, String version) {
        return new TestDatabase(url, user, version);
    }

    /** The URL of an H2 file in a folder. */
    public static String h2Url(Path folder) {
        return "jdbc:h2:file:" + folder.resolve("outset").toAbsolutePath() + H2_SETTINGS;
    }

    /** Empties every table. */
    public void clear() {
        for (String table : List.of(
                "guest_hold",
                "migration_lock",
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

    /** The pool. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** A client on the pool. */
    public JdbcClient client() {
        return JdbcClient.create(dataSource);
    }

    /** Transactions on the pool. */
    public TransactionTemplate transactions() {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
