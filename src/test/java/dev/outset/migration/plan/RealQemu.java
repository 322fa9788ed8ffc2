package dev.outset.migration.plan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A QEMU process with its QMP monitor on standard input and output; it is stopped with the test. */
final class RealQemu implements AutoCloseable {

    static final String PROGRAM = "qemu-system-x86_64";

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Process process;

    private final Writer input;

    private final BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();

    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();

    private RealQemu(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(() -> read(process.inputReader(StandardCharsets.UTF_8)));
    }

    /** Starts QEMU and waits until it accepts commands. */
    static RealQemu start(List<String> arguments, Path log) {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(arguments);
        command.addAll(List.of("-qmp", "stdio"));
        try {
            RealQemu qemu = new RealQemu(
                    new ProcessBuilder(command).redirectError(log.toFile()).start());
            qemu.execute("{\"execute\": \"qmp_capabilities\"}");
            return qemu;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends a command and waits for its reply. */
    JsonNode execute(String command) {
        try {
            input.write(command + "\n");
            input.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        JsonNode reply = poll(replies, TIMEOUT);
        if (reply == null) {
            throw new IllegalStateException("No reply to " + command);
        }
        return reply;
    }

    /** Waits for an event; null if it is not reported in time. */
    @Nullable JsonNode event(Predicate<JsonNode> wanted, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (long left = timeout.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            JsonNode event = poll(events, Duration.ofNanos(left));
            if (event != null && wanted.test(event)) {
                return event;
            }
        }
        return null;
    }

    /** Returns whether the process exits in time. */
    boolean exits(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void read(BufferedReader output) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                JsonNode message = JsonMapper.shared().readTree(line);
                if (message.has("event")) {
                    events.add(message);
                } else if (!message.has("QMP")) {
                    replies.add(message);
                }
            }
        } catch (IOException closed) {
            process.destroyForcibly();
        }
    }

    private static @Nullable JsonNode poll(BlockingQueue<JsonNode> queue, Duration timeout) {
        try {
            return queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exits(TIMEOUT);
    }
}
