package dev.outset.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real QEMU process, started with an argument list, and its monitor. */
final class RealQemu implements AutoCloseable {

    static final String BINARY = "/usr/bin/qemu-system-x86_64";

    /** The placeholder for the VM's directory in the corpus and in tests. */
    static final String PLACEHOLDER = "/srv/vm";

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Process process;

    private final SocketChannel channel;

    private final BufferedReader reader;

    private RealQemu(Process process, SocketChannel channel) throws IOException {
        this.process = process;
        this.channel = channel;
        this.reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        JsonNode first = line();
        // QEMU can send an event before the greeting.
        while (first.has("event")) {
            first = line();
        }
        assertThat(first.has("QMP")).as("greeting: " + first).isTrue();
        try {
            execute("qmp_capabilities", Map.of());
        } catch (UncheckedIOException gone) {
            throw new IOException(gone);
        }
    }

    /** Starts QEMU with {@value #PLACEHOLDER} replaced by a directory, and waits for the greeting. */
    static RealQemu start(List<String> arguments, Path directory) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(BINARY);
        arguments.forEach(word -> words.add(word.replace(PLACEHOLDER, directory.toString())));
        Path errors = directory.resolve("stderr.txt");
        Path socket = directory.resolve("monitor.sock");
        try (WatchService watcher = directory.getFileSystem().newWatchService()) {
            directory.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
            // A script preserves the bytes of the arguments, independent of the encoding of this process.
            Path script = directory.resolve("start.sh");
            Files.writeString(script, "exec " + ShellQuoting.quote(words));
            Process process = new ProcessBuilder("sh", script.toString())
                    .redirectError(errors.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return awaitGreeting(process, socket, watcher);
            } catch (IOException failure) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        "QEMU did not start: " + Files.readString(errors) + "\n" + ShellQuoting.quote(words), failure);
            }
        }
    }

    private static RealQemu awaitGreeting(Process process, Path socket, WatchService watcher)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            SocketChannel channel = connect(socket);
            if (channel != null) {
                return new RealQemu(process, channel);
            }
            watcher.poll(20, TimeUnit.MILLISECONDS);
        }
        throw new IOException("The monitor did not open in time");
    }

    @SuppressWarnings("NullAway")
    private static SocketChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException notYet) {
            channel.close();
            return null;
        }
    }

    /** Runs a command and returns its return value; fails the test for an error. */
    JsonNode execute(String command, Map<String, ?> arguments) {
        JsonNode reply = tryExecute(command, arguments);
        assertThat(reply.has("return"))
                .as(command + " " + arguments + ": " + reply)
                .isTrue();
        return reply.get("return");
    }

    /** Runs a command and returns its whole reply. */
    JsonNode tryExecute(String command, Map<String, ?> arguments) {
        try {
            String text = JsonMapper.shared()
                    .writeValueAsString(
                            arguments.isEmpty()
                                    ? Map.of("execute", command)
                                    : Map.of("execute", command, "arguments", arguments));
            channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
            JsonNode reply = line();
            while (reply.has("event")) {
                reply = line();
            }
            return reply;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private JsonNode line() throws IOException {
        String line = reader.readLine();
        assertThat(line).as("a line from QEMU").isNotNull();
        return JsonMapper.shared().readTree(line);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        process.destroyForcibly().onExit().join();
    }
}
