package dev.outset.chaos;

import dev.outset.support.PostgreSql;
import java.nio.file.Path;

/** A PostgreSQL that can be restarted under the services. */
interface ChaosDatabase extends AutoCloseable {

    /** Where it is; user and password are part of it. */
    String url();

    /** Crashes it in the middle of everything. */
    void crash();

    /** Starts it again. */
    void start();

    @Override
    void close();

    /** An embedded one. */
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
