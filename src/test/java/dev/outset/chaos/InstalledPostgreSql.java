package dev.outset.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that is installed on this machine, with fsync, in its own folder. */
public final class InstalledPostgreSql implements ChaosDatabase {

    private final Path programs;

    private final Path data;

    private final int port;

    /** Creates a cluster in a folder and starts it. */
    public InstalledPostgreSql(Path programs, Path folder) {
        this.programs = programs;
        this.data = folder.resolve("postgresql");
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
            Files.createDirectories(data);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        if (isRoot()) {
            run(List.of("chmod", "a+rx", folder.toString()));
            run(List.of("chown", "postgres", data.toString()));
        }
        program("initdb", "-D", data.toString(), "-A", "trust", "-U", "postgres");
        start();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Returns the folder of its programs, such as {@code pgbench}. */
    public Path programs() {
        return programs;
    }

    /** Returns the port that it listens on. */
    public int port() {
        return port;
    }

    @Override
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    @Override
    public void start() {
        program(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                data.toString(),
                "-l",
                data.resolve("server.log").toString(),
                "-o",
                "-p " + port + " -k /tmp -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=on");
    }

    @Override
    public void crash() {
        program("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data.toString());
    }

    @Override
    public void close() {
        crash();
    }

    /** Runs one of its programs as the owner of the cluster, and returns its output. */
    public String program(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static String run(List<String> command) {
        try {
            Path output = Files.createTempFile("postgresql", ".out");
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/tmp").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int status = process.waitFor();
            String text = Files.readString(output);
            Files.delete(output);
            if (status != 0) {
                throw new IllegalStateException(command + " exited with " + status + ": " + text);
            }
            return text;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
