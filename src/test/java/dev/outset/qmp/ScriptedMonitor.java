package dev.outset.qmp;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A monitor on a Unix socket that runs one script per connection and records the received lines. */
public final class ScriptedMonitor implements AutoCloseable {

    /** The greeting of QEMU 7.2. */
    public static final String GREETING =
            "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"\"},"
                    + " \"capabilities\": [\"oob\"]}}";

    private final ServerSocketChannel server;

    private final Path path;

    private final List<String> receivedLines = new CopyOnWriteArrayList<>();

    /** The behaviour of the monitor on one connection. */
    @FunctionalInterface
    public interface Script {

        /** Runs the script; the connection is closed afterwards. */
        void play(Connection connection) throws IOException;
    }

    /** The monitor side of one connection. */
    public static final class Connection {

        private final SocketChannel socket;

        private final BufferedReader lines;

        private final List<String> receivedLines;

        private Connection(SocketChannel socket, List<String> receivedLines) {
            this.socket = socket;
            this.lines =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8));
            this.receivedLines = receivedLines;
        }

        /** Sends text unchanged. */
        public void sendRaw(String text) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
        }

        /** Sends a line. */
        public void send(String line) throws IOException {
            sendRaw(line + "\r\n");
        }

        /** Waits for a command; null if the client has disconnected. */
        public @Nullable JsonNode receive() throws IOException {
            String line = lines.readLine();
            if (line == null) {
                return null;
            }
            receivedLines.add(line);
            return JsonMapper.shared().readTree(line);
        }

        /** Waits for a command, which must arrive. */
        public JsonNode expect() throws IOException {
            JsonNode command = receive();
            if (command == null) {
                throw new EOFException("The client has disconnected");
            }
            return command;
        }

        /** Waits for a command and replies with a value and the id of the command. */
        public void answer(String value) throws IOException {
            send("{\"return\": " + value + ", \"id\": " + expect().path("id") + "}");
        }

        /** Sends the greeting and handles the negotiation. */
        public void open() throws IOException {
            send(GREETING);
            answer("{}");
        }

        /** Waits until the client disconnects. */
        public void waitForEnd() throws IOException {
            JsonNode command;
            do {
                command = receive();
            } while (command != null);
        }
    }

    private ScriptedMonitor(ServerSocketChannel server, Path path) {
        this.server = server;
        this.path = path;
    }

    /** Listens and runs one script per connection; after the last one, connections are no longer accepted. */
    public static ScriptedMonitor at(Path path, Script... scripts) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 1);
        ScriptedMonitor monitor = new ScriptedMonitor(server, path);
        Thread.ofVirtual().start(() -> monitor.play(List.of(scripts)));
        return monitor;
    }

    private void play(List<Script> scripts) {
        for (Script script : scripts) {
            try (SocketChannel socket = server.accept()) {
                script.play(new Connection(socket, receivedLines));
            } catch (IOException gone) {
                // The client has disconnected or the test has ended; the lines received so far are kept.
            }
        }
    }

    /** The path of the socket. */
    public Path path() {
        return path;
    }

    /** The lines received by this monitor. */
    public List<String> receivedLines() {
        return receivedLines;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
