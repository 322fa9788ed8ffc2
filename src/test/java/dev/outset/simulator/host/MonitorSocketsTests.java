package dev.outset.simulator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.parameters.MigrationCapability;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.StepDurations;
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

/** Real clients on real sockets. */
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
    void open(@TempDir Path where) {
        folder = where;
        database = TestDatabase.h2(where);
        SimulatedQemus table = new SimulatedQemus(
                new SimulatedQemuRows(database.client(), database.transactions()),
                new SimulatedQemuCodec(SIMULATOR),
                clock,
                events,
                announced::add);
        sockets = new MonitorSockets(SIMULATOR, table, events, settings());
        launcher = new SimulatedLauncher(SIMULATOR, table, events, sockets::look);
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
        return launch(vm, StepDurations.none(), arguments);
    }

    private Path launch(String vm, StepDurations durations, String... arguments) {
        launcher.launch(
                new LaunchOrder(vm, 1, QemuVersion.parse("11.1"), true, List.of(arguments), durations, List.of()));
        return folder.resolve("s").resolve(vm + ".qmp");
    }

    /** A client that sends bytes as it likes. */
    private static final class Raw implements AutoCloseable {

        private final SocketChannel socket;

        private final BufferedReader lines;

        Raw(Path path) throws IOException {
            socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            socket.connect(UnixDomainSocketAddress.of(path));
            lines = new BufferedReader(new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8));
        }

        Raw send(byte... bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                socket.write(buffer);
            }
            return this;
        }

        Raw send(String text) throws IOException {
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

    private static Raw negotiated(Path path) throws IOException {
        Raw raw = new Raw(path);
        raw.receive();
        raw.send(NEGOTIATE);
        assertThat(raw.receive()).isEqualTo("{\"return\": {}}");
        return raw;
    }

    @Test
    void removesWhatAKilledServiceLeft() throws IOException {
        Path alive = launch("db-1");
        Path deserted = alive.resolveSibling("db-2.qmp");
        Path file = Files.writeString(alive.resolveSibling("notes.qmp"), "not a socket");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(deserted));
        }
        assertThat(deserted).exists();

        sockets.removeDeserted();

        assertThat(deserted).doesNotExist();
        assertThat(file).exists();
        try (Raw raw = new Raw(alive)) {
            assertThat(raw.receive()).startsWith("{\"QMP\"");
        }
    }

    @Test
    void answersQuitAlsoWhenTheSocketIsClosedMeanwhile() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> looks = threads.submit(() -> {
                while (!done.get()) {
                    sockets.look();
                }
            });
            try {
                for (int i = 0; i < 300; i++) {
                    try (Raw raw = negotiated(launch("db-" + i))) {
                        raw.send("{\"execute\":\"quit\"}");
                        assertThat(raw.receive()).contains("\"event\": \"SHUTDOWN\"");
                        assertThat(raw.receive()).isEqualTo("{\"return\": {}}");
                    }
                }
            } finally {
                done.set(true);
            }
            looks.get();
        }
    }

    @Test
    void hasNoSocketByAnyOtherName() throws IOException {
        Path path = launch("db-1");
        try (Stream<Path> names = Files.list(path.getParent())) {
            assertThat(names).containsExactly(path);
        }
    }

    @Test
    void greetsAsTheReleaseDoes() throws IOException {
        try (Raw raw = new Raw(launch("db-1"))) {
            assertThat(raw.receive())
                    .isEqualTo("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 92, \"minor\": 0, \"major\": 11},"
                            + " \"package\": \"\"}, \"capabilities\": [\"oob\"]}}");
            raw.send("{\"execute\":\"query-status\"}");
            assertThat(raw.receive())
                    .isEqualTo("{\"error\": {\"class\": \"CommandNotFound\","
                            + " \"desc\": \"Expecting capabilities negotiation with 'qmp_capabilities'\"}}");
        }
    }

    @Test
    void servesTheServicesOwnClient() {
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
    void announcesWhatAStrangerChangesAndNothingElse() throws IOException {
        Path path = launch("db-1", "-S");
        QemuInstance.Running running =
                (QemuInstance.Running) launcher.find("db-1").orElseThrow();
        try (QmpClient client =
                new QmpClient(launcher.connect(running), Duration.ofSeconds(5), InstantSource.system(), event -> {})) {
            client.negotiate();
            client.execute(new QmpCommand.MigrateSetCapabilities(Map.of(new MigrationCapability("multifd"), true)));
        }
        try (Raw raw = negotiated(path)) {
            raw.send("{\"execute\":\"query-migrate-parameters\"}").receive();
            assertThat(announced).isEmpty();
            raw.send("{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"downtime-limit\":7}}")
                    .receive();
            assertThat(announced).containsExactly("db-1");
        }
    }

    @Test
    void readsSplitAndMergedPackets() throws IOException {
        try (Raw raw = negotiated(launch("db-1", "-S"))) {
            for (byte each : "{\"execute\":\"query-status\",\"id\":1}".getBytes(StandardCharsets.UTF_8)) {
                raw.send(each);
            }
            assertThat(raw.receive()).endsWith("\"id\": 1}");
            raw.send("{\"execute\":\"query-name\",\"id\":2}{\"execute\":\"query-uuid\",\"id\":3}\n\n"
                    + "{\"execute\":\"query-status\",\"id\":\"é\uD83D\uDE00\"}");
            assertThat(raw.receive()).isEqualTo("{\"return\": {}, \"id\": 2}");
            assertThat(raw.receive())
                    .contains("00000000-0000-0000-0000-000000000000")
                    .endsWith("\"id\": 3}");
            assertThat(raw.receive()).endsWith("\"id\": \"\\u00E9\\uD83D\\uDE00\"}");
        }
    }

    @Test
    void readsCommandsOfManyKilobytes() throws IOException {
        try (Raw raw = negotiated(launch("db-1"))) {
            String long1 = "x".repeat(300_000);
            raw.send("{\"execute\":\"query-status\",\"id\":\"" + long1 + "\"}");
            assertThat(raw.receive()).contains(long1);
            raw.send("{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"tls-creds\":\"" + long1 + "\"}}");
            assertThat(raw.receive()).isEqualTo("{\"return\": {}}");
            raw.send("{\"execute\":\"query-migrate-parameters\"}");
            assertThat(raw.receive()).contains(long1);
        }
    }

    @Test
    void recoversFromGarbage() throws IOException {
        try (Raw raw = negotiated(launch("db-1"))) {
            raw.send("garbage\n");
            assertThat(raw.receive()).contains("JSON parse error, invalid keyword 'garbage'");
            raw.send((byte) 0xff).send("\n");
            assertThat(raw.receive()).contains("JSON parse error, stray");
            raw.send("{\"execute\":]\n{\"execute\":\"query-name\"}}");
            assertThat(raw.receive()).contains("JSON parse error, expecting value");
            assertThat(raw.receive()).isEqualTo("{\"return\": {}}");
            assertThat(raw.receive()).contains("JSON parse error, expecting value");
            raw.send("[1]");
            assertThat(raw.receive()).contains("QMP input must be a JSON object");
            raw.send("{\"execute\":\"query-name\"}");
            assertThat(raw.receive()).isEqualTo("{\"return\": {}}");
        }
    }

    @Test
    void turnsAwayWhoSendsACommandWithoutEnd() throws IOException {
        try (Raw raw = negotiated(launch("db-1"))) {
            raw.send("{\"execute\":\"");
            byte[] more = "y".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            raw.send(more);
                        }
                        if (raw.receive() == null) {
                            throw new IOException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void servesManyClientsAtOnce() throws Exception {
        Path path = launch("db-1");
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                done.add(clients.submit(() -> {
                    int answers = 0;
                    try (Raw raw = negotiated(path)) {
                        for (int j = 0; j < 50; j++) {
                            raw.send("{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"announce-rounds\":" + j
                                    + "}}");
                            answers += raw.receive().equals("{\"return\": {}}") ? 1 : 0;
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
    void tellsEveryClientAndEndsWithTheQemu() throws IOException {
        Path path = launch("db-1", "-S");
        try (Raw first = negotiated(path);
                Raw second = negotiated(path)) {
            first.send("{\"execute\":\"cont\"}");
            assertThat(first.receive()).contains("\"event\": \"RESUME\"");
            assertThat(first.receive()).isEqualTo("{\"return\": {}}");
            assertThat(second.receive()).contains("\"event\": \"RESUME\"").contains("\"seconds\": 1767225600");
            first.send("{\"execute\":\"quit\"}");
            assertThat(first.receive()).contains("\"event\": \"SHUTDOWN\"");
            assertThat(first.receive()).isEqualTo("{\"return\": {}}");
            assertThat(first.receive()).isNull();
            assertThat(launcher.find("db-1").orElseThrow()).isInstanceOf(QemuInstance.Exited.class);
            sockets.look();
            assertThat(Files.exists(path)).isFalse();
        }
    }

    @Test
    void opensTheSocketOnlyWhenTheMonitorIsThere() {
        StepDurations slow = new StepDurations(Map.of(BootStep.BOARD_INITIALISED, Duration.ofSeconds(3)));
        Path path = launch("db-1", slow);

        assertThat(Files.exists(path)).isFalse();
        clock.advance(Duration.ofSeconds(3));
        sockets.look();
        assertThat(Files.exists(path)).isTrue();
        launcher.stop("db-1");
        assertThat(Files.exists(path)).isFalse();
    }
}
