package dev.outset.chaos;

import dev.outset.support.PostgreSql;
import java.nio.file.Path;

/** A PostgreSQL that can be crashed and restarted while services use it. */
interface ChaosDatabase extends AutoCloseable {

    /** Returns the JDBC URL, including user and password. */
    String url();

    /** Stops it immediately, without a clean shutdown. */
    void crash();

    /** Starts it again. */
    void start();

    @Override
    void close();

    /** Starts an embedded PostgreSQL. */
    static ChaosDatabase embedded(Path folder) {
        PostgreSql.Stoppable database = PostgreSql.stoppable(folder.resolve("postgresql"));
        return new ChaosDatabase() {
            @Override
            public String url() {
                return database.url();
            }

            @Override
            public void crash() {
                database.crash();
            }

            @Override
            public void start() {
                database.start();
            }

            @Override
            public void close() {
                database.close();
            }
        };
    }
}
