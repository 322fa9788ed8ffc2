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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The service as a process of its own, which can be killed. */
public final class ServiceProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;

    private final Path log;

    private final int port;

    private ServiceProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        this.port = awaitPort();
    }

    /**
     * Starts the service on a free port and waits until it serves.
     *
     * @param folder where its log goes
     * @param options such as {@code --spring.datasource.url=…}
     */
    public static ServiceProcess start(Path folder, String... options) throws IOException {
        return startWith(List.of("-Xmx256m"), folder, options);
    }

    /**
     * Starts the service with options of Java.
     *
     * @param java such as {@code -Xmx768m}
     * @param folder where its log goes
     * @param options such as {@code --spring.datasource.url=…}
     */
    public static ServiceProcess startWith(List<String> java, Path folder, String... options) throws IOException {
        Path log = Files.createTempFile(folder, "service", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of(
                "-cp",
                productClassPath(),
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

    /** Without the tests' own classes: their log settings are not the service's. */
    private static String productClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("test-classes" + File.separator))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private int awaitPort() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher matcher = PORT.matcher(Files.readString(log, StandardCharsets.UTF_8));
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            if (exits(Duration.ofMillis(20))) {
                break;
            }
        }
        process.destroyForcibly();
        throw new IOException("The service did not start:\n" + Files.readString(log, StandardCharsets.UTF_8));
    }

    private boolean exits(Duration wait) {
        try {
            return process.waitFor(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Calls to this service. */
    public HttpCalls calls() {
        return new HttpCalls(port);
    }

    /** Everything it has logged. */
    public String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** SIGTERM, as a container is asked to end. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the end: the exit status, which is 143 after SIGTERM. */
    public int awaitExit() {
        if (!exits(PATIENCE)) {
            throw new IllegalStateException("The service does not end:\n" + log());
        }
        return process.exitValue();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The processor time that it has used. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Where it serves. */
    public int port() {
        return port;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL. Returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        exits(PATIENCE);
    }

    /** SIGSTOP: it hangs, with everything it holds. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
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
