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
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The PostgreSQL server that a test run shares: a container if a container engine responds, else the embedded server of
 * the same major version. Every test uses its own database.
 */
public final class PostgreSql {

    /** Replaces the image of the compose file, there and here. */
    private static final @Nullable String REPLACEMENT = System.getenv("OUTSET_POSTGRES_IMAGE");

    private static final String IMAGE = REPLACEMENT == null ? "postgres:18" : REPLACEMENT;

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static final Server SERVER = start();

    private PostgreSql() {}

    private record Server(String kind, String host, int port, String user, String password) {

        String url(String database) {
            return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?user=" + user + "&password="
                    + password;
        }
    }

    private static Server start() {
        Server server = startContainerOrEmbedded();
        try (Connection connection = DriverManager.getConnection(server.url("postgres"))) {
            String version = connection.getMetaData().getDatabaseProductVersion();
            String used = "PostgreSQL " + version + ": " + server.kind();
            System.out.println(used);
            Files.writeString(Files.createDirectories(Path.of("target")).resolve("postgresql.txt"), used + "\n");
            return server;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Server startContainerOrEmbedded() {
        if (!findsEngine()) {
            return embedded("embedded, because no container engine responds");
        }
        try {
            return container();
        } catch (ContainerLaunchException | ContainerFetchException failed) {
            if (REPLACEMENT != null) {
                throw failed;
            }
            // The engine may have neither the image nor a network.
            return embedded("embedded, because " + IMAGE + " does not start: " + failed.getMessage());
        }
    }

    /** Testcontainers searches for an engine for many seconds, so it is called only if there may be one. */
    private static boolean findsEngine() {
        boolean isConfigured = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return isConfigured && DockerClientFactory.instance().isDockerAvailable();
    }

    /** Returns whether the server is a container. */
    static boolean isContainer() {
        return SERVER.kind().startsWith("container");
    }

    /** Returns a container that is not started. */
    static PostgreSQLContainer newContainer() {
        return new PostgreSQLContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("postgres"))
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");
    }

    @SuppressWarnings("resource") // Lives as long as the test run.
    private static Server container() {
        PostgreSQLContainer container = newContainer();
        container.start();
        return new Server(
                "container " + IMAGE,
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                container.getUsername(),
                container.getPassword());
    }

    @SuppressWarnings("resource") // Lives as long as the test run.
    private static Server embedded(String kind) {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
                    .start();
            return new Server(kind, "127.0.0.1", postgres.getPort(), "postgres", "postgres");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Creates an empty database and returns its URL, including user and password. */
    public static String freshUrl() {
        String name = "outset_" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(SERVER.url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return SERVER.url(name);
    }

    /** Starts an embedded server that the test can crash and restart. */
    public static Stoppable stoppable(Path data) {
        return new Stoppable(data);
    }

    /** A server that can be crashed and restarted on the same port with the same data. */
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
                        // Commits are durable, as on a production server.
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setPort(port)
                        .start();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** Returns the URL of the default database. */
        public String url() {
            return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
        }

        /** Crashes the server: connections break, and data that is not yet written is lost. */
        public void crash() {
            Path pidFile = data.resolve("postmaster.pid");
            try {
                String postmaster = Files.readAllLines(pidFile).getFirst();
                new ProcessBuilder("kill", "-QUIT", postmaster).inheritIO().start();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            // Polls the PID file instead of the process, which is an orphan and may stay a zombie if process 1 does not
            // reap it.
            Await.until("the database has stopped", () -> !Files.exists(pidFile));
            close();
        }

        /** Starts the server again. */
        public void start() {
            server = boot();
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
