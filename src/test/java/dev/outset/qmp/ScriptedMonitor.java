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

/** A monitor on a unix socket that plays a script, one connection after the other, and remembers what it was told. */
public final class ScriptedMonitor implements AutoCloseable {

    /** The greeting of QEMU 7.2. */
    public static final String GREETING =
            "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"\"},"
                    + " \"capabilities\": [\"oob\"]}}";

    private final ServerSocketChannel server;

    private final Path path;

    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** What the monitor does on one connection. */
    @FunctionalInterface
    public interface Script {

        /** Plays; the connection is closed afterwards. */
        void play(Connection connection) throws IOException;
    }

    /** One connection, from the monitor's side. */
    public static final class Connection {

        private final SocketChannel socket;

        private final BufferedReader lines;

        private final List<String> heard;

        private Connection(SocketChannel socket, List<String> heard) {
            this.socket = socket;
            this.lines =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8));
            this.heard = heard;
        }

        /** Sends text as it is. */
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

        /** Waits for a command; null when the client has gone. */
        public @Nullable JsonNode hear() throws IOException {
            String line = lines.readLine();
            if (line == null) {
                return null;
            }
            heard.add(line);
            return JsonMapper.shared().readTree(line);
        }

        /** Waits for a command. */
        public JsonNode expect() throws IOException {
            JsonNode command = hear();
            if (command == null) {
                throw new EOFException("The client has gone");
            }
            return command;
        }

        /** Waits for a command and returns a value, with the command's id. */
        public void answer(String value) throws IOException {
            send("{\"return\": " + value + ", \"id\": " + expect().path("id") + "}");
        }

        /** Greets and negotiates. */
        public void open() throws IOException {
            send(GREETING);
            answer("{}");
        }

        /** Waits until the client goes. */
        public void waitForEnd() throws IOException {
            JsonNode command;
            do {
                command = hear();
            } while (command != null);
        }
    }

    private ScriptedMonitor(ServerSocketChannel server, Path path) {
        this.server = server;
        this.path = path;
    }

    /** Listens and plays one script a connection; after the last one it listens and accepts no more. */
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
                script.play(new Connection(socket, heard));
            } catch (IOException gone) {
                // The client has hung up or the test is over; what it heard until then is what counts.
            }
        }
    }

    /** The socket. */
    public Path path() {
        return path;
    }

    /** Every line that was sent to this monitor. */
    public List<String> heard() {
        return heard;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
