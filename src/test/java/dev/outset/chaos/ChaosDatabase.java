package dev.outset.chaos;

import dev.outset.support.PostgreSql;
import java.nio.file.Path;

/** A PostgreSQL that can be restarted under the services. */
interface ChaosDatabase extends AutoCloseable {

    /** Where it is; user and password are part of it. */
    String url();

    /** Stops it in the middle of everything. */
    void stop();

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
            public void stop() {
                database.stop();
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
