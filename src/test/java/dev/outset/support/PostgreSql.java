package dev.outset.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The real PostgreSQL that a test run shares: a container where a Docker engine answers, else the embedded one. Every
 * test takes a database of its own in it, so none is skipped and none sees another.
 */
public final class PostgreSql {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static final Server SERVER = start();

    private PostgreSql() {}

    private record Server(String host, int port, String user, String password) {

        String url(String database) {
            return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?user=" + user + "&password="
                    + password;
        }
    }

    private static Server start() {
        try {
            return dockerAnswers() ? container() : embedded();
        } catch (RuntimeException cannotRunIt) {
            // An engine may answer and yet have neither the image nor a network.
            return embedded();
        }
    }

    /** Testcontainers looks for an engine for many seconds, so it is only asked where there may be one. */
    private static boolean dockerAnswers() {
        boolean mayBeThere = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return mayBeThere && DockerClientFactory.instance().isDockerAvailable();
    }

    @SuppressWarnings("resource") // Lives as long as the test run.
    private static Server container() {
        PostgreSQLContainer container =
                new PostgreSQLContainer("postgres:15").withCommand("postgres", "-c", "fsync=off");
        container.start();
        return new Server(
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                container.getUsername(),
                container.getPassword());
    }

    @SuppressWarnings("resource") // Lives as long as the test run.
    private static Server embedded() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
                    .start();
            return new Server("127.0.0.1", postgres.getPort(), "postgres", "postgres");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The URL of a fresh, empty database; user and password are part of it. */
    public static String freshUrl() {
        String name = "outset_" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(SERVER.url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
        return SERVER.url(name);
    }

    /** An embedded PostgreSQL of a test's own, which may stop it and start it again. */
    public static Stoppable stoppable(Path data) {
        return new Stoppable(data);
    }

    /** A PostgreSQL that can go away and come back on the same port with the same data. */
    public static final class Stoppable implements AutoCloseable {

        private final Path data;

        private int port;

        private EmbeddedPostgres server;

        private Stoppable(Path data) {
            this.data = data;
            this.server = boot();
            this.port = server.getPort();
        }

        private EmbeddedPostgres boot() {
            try {
                return EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setServerConfig("max_connections", "300")
                        // What is acknowledged is on the disk, as on a server that is not there for tests.
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setPort(port)
                        .start();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        /** The URL of its default database. */
        public String url() {
            return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
        }

        /** Crashes: every connection breaks, and what was not yet written is lost. */
        public void crash() {
            Path pidFile = data.resolve("postmaster.pid");
            try {
                String postmaster = Files.readAllLines(pidFile).getFirst();
                new ProcessBuilder("kill", "-QUIT", postmaster).inheritIO().start();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            // Its file and not its process: it is nobody's child any more, and where process 1 reaps no orphans its
            // process is to be seen for ever.
            Await.until("the database has ended", () -> !Files.exists(pidFile));
            close();
        }

        /** Comes back. */
        public void start() {
            server = boot();
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
