package dev.outset.simulator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.parameters.MigrationCapability;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpSettings;
import dev.outset.qmp.UnixSocketQmpChannel;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.Simulator;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Tests monitor sockets with QMP clients. */
class MonitorSocketsTests {

    private static final Simulator SIMULATOR = new Simulator(Catalogues.load());

    private static final String NEGOTIATE = "{\"execute\":\"qmp_capabilities\"}";

    private final SettableClock clock = new SettableClock();

    private final MonitorEvents events = new MonitorEvents();

    private final List<String> announced = new CopyOnWriteArrayList<>();

    private Path folder;

    private TestDatabase database;

    private SimulatedLauncher launcher;

    private MonitorSockets sockets;

    @BeforeEach
    void open(@TempDir Path directory) {
        folder = directory;
        database = TestDatabase.h2(directory);
        SimulatedQemuService qemus = new SimulatedQemuService(
                new SimulatedQemuRepository(database.client(), database.transactions()),
                new SimulatedQemuCodec(SIMULATOR),
                clock,
                events,
                announced::add);
        sockets = new MonitorSockets(SIMULATOR, qemus, events, settings());
        launcher = new SimulatedLauncher(SIMULATOR, qemus, events, sockets::scan);
    }

    @AfterEach
    void close() {
        sockets.close();
        database.close();
    }

    private SimulatorSettings settings() {
        return new SimulatorSettings(
                folder.resolve("s").toString(), 100, 8, DataSize.ofMegabytes(2), 1_000, Duration.ofSeconds(1));
    }

    private Path launch(String vm, String... arguments) {
        return launch(vm, SimulationOrder.PLAIN, arguments);
    }

    private Path launch(String vm, SimulationOrder simulation, String... arguments) {
        launcher.launch(
                new LaunchOrder(vm, 1, QemuVersion.parse("11.1"), true, List.of(arguments), simulation, Map.of()));
        return folder.resolve("s").resolve(vm + ".qmp");
    }

    /** A client that sends arbitrary bytes. */
    private static final class RawClient implements AutoCloseable {

        private final SocketChannel socket;

        private final BufferedReader lines;

        RawClient(Path path) throws IOException {
            socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            socket.connect(UnixDomainSocketAddress.of(path));
            lines = new BufferedReader(new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8));
        }

        RawClient send(byte... bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                socket.write(buffer);
            }
            return this;
        }

        RawClient send(String text) throws IOException {
            return send(text.getBytes(StandardCharsets.UTF_8));
        }

        String receive() throws IOException {
            return lines.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static RawClient negotiated(Path path) throws IOException {
        RawClient client = new RawClient(path);
        client.receive();
        client.send(NEGOTIATE);
        assertThat(client.receive()).isEqualTo("{\"return\": {}}");
        return client;
    }

    @Test
    void removesStaleSockets() throws IOException {
        Path alive = launch("db-1");
        Path stale = alive.resolveSibling("db-2.qmp");
        Path file = Files.writeString(alive.resolveSibling("notes.qmp"), "not a socket");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(stale));
        }
        assertThat(stale).exists();

        sockets.removeStale();

        assertThat(stale).doesNotExist();
        assertThat(file).exists();
        try (RawClient client = new RawClient(alive)) {
            assertThat(client.receive()).startsWith("{\"QMP\"");
        }
    }

    @Test
    void answersQuitEvenIfTheSocketIsClosedConcurrently() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> scans = threads.submit(() -> {
                while (!done.get()) {
                    sockets.scan();
                }
            });
            try {
                for (int i = 0; i < 300; i++) {
                    try (RawClient client = negotiated(launch("db-" + i))) {
                        client.send("{\"execute\":\"quit\"}");
                        assertThat(client.receive()).contains("\"event\": \"SHUTDOWN\"");
                        assertThat(client.receive()).isEqualTo("{\"return\": {}}");
                    }
                }
            } finally {
                done.set(true);
            }
            scans.get();
        }
    }

    @Test
    void leavesNoTemporarySocket() throws IOException {
        Path path = launch("db-1");
        try (Stream<Path> names = Files.list(path.getParent())) {
            assertThat(names).containsExactly(path);
        }
    }

    @Test
    void sendsTheGreetingOfTheRelease() throws IOException {
        try (RawClient client = new RawClient(launch("db-1"))) {
            assertThat(client.receive())
                    .isEqualTo("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 92, \"minor\": 0, \"major\": 11},"
                            + " \"package\": \"\"}, \"capabilities\": [\"oob\"]}}");
            client.send("{\"execute\":\"query-status\"}");
            assertThat(client.receive())
                    .isEqualTo("{\"error\": {\"class\": \"CommandNotFound\","
                            + " \"desc\": \"Expecting capabilities negotiation with 'qmp_capabilities'\"}}");
        }
    }

    @Test
    void servesTheQmpClientOfTheService() {
        Path path = launch("db-1", "-S");
        UnixSocketQmpChannel channel = UnixSocketQmpChannel.connect(path, QmpSettings.defaults());
        try (QmpClient client = new QmpClient(channel, Duration.ofSeconds(5), InstantSource.system(), event -> {})) {
            client.negotiate();
            assertThat(client.execute(new QmpCommand.QueryStatus()).status()).isEqualTo("prelaunch");
            assertThat(client.execute(new QmpCommand.QueryMigrateParameters()).isEmpty())
                    .isFalse();
        }
    }

    @Test
    void announcesOnlyChangesByExternalClients() throws IOException {
        Path path = launch("db-1", "-S");
        QemuInstance.Running running =
                (QemuInstance.Running) launcher.find("db-1").orElseThrow();
        try (QmpClient client =
                new QmpClient(launcher.connect(running), Duration.ofSeconds(5), InstantSource.system(), event -> {})) {
            client.negotiate();
            client.execute(new QmpCommand.MigrateSetCapabilities(Map.of(new MigrationCapability("multifd"), true)));
        }
        try (RawClient client = negotiated(path)) {
            client.send("{\"execute\":\"query-migrate-parameters\"}").receive();
            assertThat(announced).isEmpty();
            client.send("{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"downtime-limit\":7}}")
                    .receive();
            assertThat(announced).containsExactly("db-1");
        }
    }

    @Test
    void readsSplitAndMergedPackets() throws IOException {
        try (RawClient client = negotiated(launch("db-1", "-S"))) {
            for (byte each : "{\"execute\":\"query-status\",\"id\":1}".getBytes(StandardCharsets.UTF_8)) {
                client.send(each);
            }
            assertThat(client.receive()).endsWith("\"id\": 1}");
            client.send("{\"execute\":\"query-name\",\"id\":2}{\"execute\":\"query-uuid\",\"id\":3}\n\n"
                    + "{\"execute\":\"query-status\",\"id\":\"é\uD83D\uDE00\"}");
            assertThat(client.receive()).isEqualTo("{\"return\": {}, \"id\": 2}");
            assertThat(client.receive())
                    .contains("00000000-0000-0000-0000-000000000000")
                    .endsWith("\"id\": 3}");
            assertThat(client.receive()).endsWith("\"id\": \"\\u00E9\\uD83D\\uDE00\"}");
        }
    }

    @Test
    void readsCommandsOfManyKilobytes() throws IOException {
        try (RawClient client = negotiated(launch("db-1"))) {
            String longText = "x".repeat(300_000);
            client.send("{\"execute\":\"query-status\",\"id\":\"" + longText + "\"}");
            assertThat(client.receive()).contains(longText);
            client.send("{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"tls-creds\":\"" + longText + "\"}}");
            assertThat(client.receive()).isEqualTo("{\"return\": {}}");
            client.send("{\"execute\":\"query-migrate-parameters\"}");
            assertThat(client.receive()).contains(longText);
        }
    }

    @Test
    void recoversFromGarbage() throws IOException {
        try (RawClient client = negotiated(launch("db-1"))) {
            client.send("garbage\n");
            assertThat(client.receive()).contains("JSON parse error, invalid keyword 'garbage'");
            client.send((byte) 0xff).send("\n");
            assertThat(client.receive()).contains("JSON parse error, stray");
            client.send("{\"execute\":]\n{\"execute\":\"query-name\"}}");
            assertThat(client.receive()).contains("JSON parse error, expecting value");
            assertThat(client.receive()).isEqualTo("{\"return\": {}}");
            assertThat(client.receive()).contains("JSON parse error, expecting value");
            client.send("[1]");
            assertThat(client.receive()).contains("QMP input must be a JSON object");
            client.send("{\"execute\":\"query-name\"}");
            assertThat(client.receive()).isEqualTo("{\"return\": {}}");
        }
    }

    @Test
    void disconnectsClientThatSendsEndlessCommand() throws IOException {
        try (RawClient client = negotiated(launch("db-1"))) {
            client.send("{\"execute\":\"");
            byte[] more = "y".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            client.send(more);
                        }
                        if (client.receive() == null) {
                            throw new IOException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void servesConcurrentClients() throws Exception {
        Path path = launch("db-1");
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                done.add(clients.submit(() -> {
                    int answers = 0;
                    try (RawClient client = negotiated(path)) {
                        for (int j = 0; j < 50; j++) {
                            client.send("{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"announce-rounds\":"
                                    + j + "}}");
                            answers += client.receive().equals("{\"return\": {}}") ? 1 : 0;
                        }
                    }
                    return answers;
                }));
            }
            for (Future<Integer> each : done) {
                assertThat(each.get()).isEqualTo(50);
            }
        }
    }

    @Test
    void sendsEventsToEveryClientAndClosesWithTheQemu() throws IOException {
        Path path = launch("db-1", "-S");
        try (RawClient first = negotiated(path);
                RawClient second = negotiated(path)) {
            first.send("{\"execute\":\"cont\"}");
            assertThat(first.receive()).contains("\"event\": \"RESUME\"");
            assertThat(first.receive()).isEqualTo("{\"return\": {}}");
            assertThat(second.receive()).contains("\"event\": \"RESUME\"").contains("\"seconds\": 1767225600");
            first.send("{\"execute\":\"quit\"}");
            assertThat(first.receive()).contains("\"event\": \"SHUTDOWN\"");
            assertThat(first.receive()).isEqualTo("{\"return\": {}}");
            assertThat(first.receive()).isNull();
            assertThat(launcher.find("db-1").orElseThrow()).isInstanceOf(QemuInstance.Exited.class);
            sockets.scan();
            assertThat(Files.exists(path)).isFalse();
        }
    }

    @Test
    void opensTheSocketWhenTheMainLoopStarts() {
        SimulationOrder slow = new SimulationOrder(
                Map.of(BootStep.BOARD_INITIALISED, Duration.ofSeconds(3)), List.of(), GuestLoad.IDLE);
        Path path = launch("db-1", slow);

        assertThat(Files.exists(path)).isFalse();
        clock.advance(Duration.ofSeconds(3));
        sockets.scan();
        assertThat(Files.exists(path)).isTrue();
        launcher.stop("db-1");
        assertThat(Files.exists(path)).isFalse();
    }
}
