package dev.outset.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The service in a separate process, which can be killed. */
public final class ServiceProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Process process;

    private final Path log;

    private final int port;

    private ServiceProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        this.port = awaitPort();
    }

    /**
     * Starts the service on a free port and waits until it accepts requests.
     *
     * @param folder the directory of its log
     * @param options the program arguments, such as {@code --spring.datasource.url=…}
     */
    public static ServiceProcess start(Path folder, String... options) throws IOException {
        return startWith(List.of("-Xmx256m"), folder, options);
    }

    /**
     * Starts the service with Java options.
     *
     * @param java the Java options, such as {@code -Xmx768m}
     * @param folder the directory of its log
     * @param options the program arguments, such as {@code --spring.datasource.url=…}
     */
    public static ServiceProcess startWith(List<String> java, Path folder, String... options) throws IOException {
        Path log = Files.createTempFile(folder, "service", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of(
                "-cp",
                mainClassPath(),
                "dev.outset.OutsetApplication",
                "--server.port=0",
                "--logging.level.org.springframework.boot.tomcat=info"));
        command.addAll(List.of(options));
        return new ServiceProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    /** Returns the class path without test classes, which contain their own log settings. */
    private static String mainClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("test-classes" + File.separator))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private int awaitPort() throws IOException {
        try {
            Await.until(
                    () -> "the service starts:\n" + log(), () -> loggedPort().isPresent() || !process.isAlive());
        } catch (AssertionError late) {
            process.destroyForcibly();
            throw late;
        }
        return loggedPort().orElseThrow(() -> new IOException("The service did not start:\n" + log()));
    }

    private Optional<Integer> loggedPort() {
        Matcher matcher = PORT.matcher(log());
        return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    private boolean exitsWithin(Duration wait) {
        try {
            return process.waitFor(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Returns a client for this service. */
    public HttpCalls calls() {
        return new HttpCalls(port);
    }

    /** Returns the complete log. */
    public String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Sends SIGTERM, as a container runtime does to stop a container. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the exit and returns the exit status, which is 143 after SIGTERM. */
    public int awaitExit() {
        if (!exitsWithin(TIMEOUT)) {
            throw new IllegalStateException("The service did not exit:\n" + log());
        }
        return process.exitValue();
    }

    /** Returns whether the process is running. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the processor time used so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Returns the port of the API. */
    public int port() {
        return port;
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    /** Sends SIGKILL and waits until the process has exited. */
    public void kill() {
        process.destroyForcibly();
        exitsWithin(TIMEOUT);
    }

    /** Sends SIGSTOP: the process hangs and keeps its resources. */
    public void freeze() {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
