package dev.outset.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The QMP client over a Unix socket, with conforming and misbehaving monitors. */
@Timeout(20)
class QmpClientTests {

    private static final MigrationParameter CHANNELS = new MigrationParameter("multifd-channels");

    private static final QmpSettings SHORT_DEADLINE = new QmpSettings(Duration.ofMillis(200), 64 << 10, 16);

    private static final QmpSettings LONG_DEADLINE = new QmpSettings(Duration.ofSeconds(10), 64 << 10, 16);

    @TempDir
    private Path directory;

    private final List<String> events = new ArrayList<>();

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeEverything() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void negotiatesAndReturnsTheGreeting() throws IOException {
        QmpClient client = client(LONG_DEADLINE, ScriptedMonitor.Connection::open);

        assertThat(client.negotiate()).isEqualTo(new QmpMessage.Greeting(7, 2, 22, "", List.of("oob")));
    }

    @Test
    void readsParametersByTheTypeOfTheirValues() throws IOException {
        QmpClient client = negotiated(LONG_DEADLINE, monitor -> monitor.answer("""
                {"multifd-channels": 8, "max-bandwidth": 18446744073709551615, "multifd": true, "mode": "normal",
                 "cpr-exec-command": ["a", "b"], "tls-creds": null, "block-bitmap-mapping": [{"node-name": "n", "alias":
                 "x", "bitmaps": [{"name": "b", "alias": "y", "transform": {"persistent": true}}]}]}""".replace("\n", " ")));

        MigrationParameters parameters = client.execute(new QmpCommand.QueryMigrateParameters());

        assertThat(parameters.values())
                .containsOnlyKeys(
                        CHANNELS,
                        new MigrationParameter("max-bandwidth"),
                        new MigrationParameter("multifd"),
                        new MigrationParameter("mode"),
                        new MigrationParameter("cpr-exec-command"),
                        new MigrationParameter("block-bitmap-mapping"))
                .containsEntry(CHANNELS, new ParameterValue.Unsigned(8))
                .containsEntry(new MigrationParameter("max-bandwidth"), new ParameterValue.Unsigned(-1))
                .containsEntry(new MigrationParameter("multifd"), new ParameterValue.Bool(true))
                .containsEntry(
                        new MigrationParameter("cpr-exec-command"), new ParameterValue.Strings(List.of("a", "b")))
                .containsEntry(
                        new MigrationParameter("block-bitmap-mapping"),
                        new ParameterValue.BitmapMapping(List.of(new ParameterValue.NodeAlias(
                                "n",
                                "x",
                                List.of(new ParameterValue.BitmapAlias(
                                        "b", "y", new ParameterValue.Transform(true)))))));
    }

    @Test
    void writesCommandsInQapiFormat() throws IOException {
        ScriptedMonitor monitor = monitor(connection -> {
            connection.open();
            for (int i = 0; i < 4; i++) {
                connection.answer("{}");
            }
        });
        QmpClient client = connect(monitor, LONG_DEADLINE);
        client.negotiate();

        client.execute(new QmpCommand.MigrateSetParameters(
                MigrationParameters.none().with(CHANNELS, new ParameterValue.Unsigned(-1))));
        client.execute(new QmpCommand.MigrateSetCapabilities(Map.of(new MigrationCapability("multifd"), true)));
        client.execute(new QmpCommand.MigrateIncoming(new Incoming.Uri("tcp:0:4444")));
        client.execute(new QmpCommand.MigrateIncoming(new Incoming.Channels(
                List.of(new IncomingChannel(IncomingChannel.Type.MAIN, new MigrationAddress.Unix("/run/m.sock"))))));

        assertThat(monitor.receivedLines())
                .containsExactly(
                        "{\"execute\":\"qmp_capabilities\",\"id\":1}",
                        "{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"multifd-channels\":18446744073709551615},\"id\":2}",
                        "{\"execute\":\"migrate-set-capabilities\",\"arguments\":{\"capabilities\":[{\"capability\":\"multifd\",\"state\":true}]},\"id\":3}",
                        "{\"execute\":\"migrate-incoming\",\"arguments\":{\"uri\":\"tcp:0:4444\"},\"id\":4}",
                        "{\"execute\":\"migrate-incoming\",\"arguments\":{\"channels\":[{\"channel-type\":\"main\",\"addr\":{\"transport\":\"socket\",\"type\":\"unix\",\"path\":\"/run/m.sock\"}}]},\"id\":5}");
    }

    @Test
    void dispatchesEventsInOrderAndFindsTheReply() throws IOException {
        QmpClient client = negotiated(LONG_DEADLINE, monitor -> {
            for (int i = 0; i < 5_000; i++) {
                monitor.send("{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"E" + i + "\"}");
            }
            monitor.answer("{\"running\": true, \"status\": \"running\"}");
        });

        assertThat(client.execute(new QmpCommand.QueryStatus())).isEqualTo(new QmpCommand.StatusInfo(true, "running"));
        assertThat(events).hasSize(5_000).startsWith("E0", "E1").endsWith("E4999");
    }

    @Test
    void reportsTheQemuErrorOfARefusedCommand() throws IOException {
        QmpClient client = negotiated(LONG_DEADLINE, monitor -> {
            long id = monitor.expect().path("id").asLong();
            monitor.send("{\"id\": " + id + ", \"error\": {\"class\": \"GenericError\", \"desc\": \"Out of range\"}}");
            monitor.answer("{\"running\": false, \"status\": \"inmigrate\"}");
        });

        QmpRefusedException refused = catchThrowableOfType(
                QmpRefusedException.class,
                () -> client.execute(new QmpCommand.MigrateSetParameters(MigrationParameters.none())));

        assertThat(refused.desc()).isEqualTo("Out of range");
        assertThat(refused.errorClass()).isEqualTo("GenericError");
        assertThat(refused.reason()).isEqualTo(QmpException.Reason.REFUSED);
        assertThat(client.execute(new QmpCommand.QueryStatus()).status()).isEqualTo("inmigrate");
    }

    @Test
    void ignoresTheLateReplyToATimedOutCommand() throws IOException {
        CountDownLatch timedOut = new CountDownLatch(1);
        QmpClient client = negotiated(SHORT_DEADLINE, monitor -> {
            long late = monitor.expect().path("id").asLong();
            await(timedOut);
            monitor.send("{\"return\": {\"running\": false, \"status\": \"late\"}, \"id\": " + late + "}");
            monitor.answer("{\"running\": true, \"status\": \"running\"}");
        });

        assertReason(QmpException.Reason.DEADLINE_EXCEEDED, client);
        timedOut.countDown();

        assertThat(client.execute(new QmpCommand.QueryStatus()).status()).isEqualTo("running");
    }

    @Test
    void timesOutIfTheMonitorSendsNoGreeting() throws IOException {
        QmpClient client = client(SHORT_DEADLINE, ScriptedMonitor.Connection::waitForEnd);

        assertThatThrownBy(client::negotiate)
                .isInstanceOf(QmpException.class)
                .hasMessageContaining("its greeting")
                .extracting(failure -> ((QmpException) failure).reason())
                .isEqualTo(QmpException.Reason.DEADLINE_EXCEEDED);
    }

    @Test
    void timesOutIfTheMonitorSendsOnlyEvents() throws IOException {
        QmpClient client = negotiated(SHORT_DEADLINE, monitor -> {
            while (true) {
                monitor.send("{\"event\": \"NOISE\"}");
            }
        });

        assertReason(QmpException.Reason.DEADLINE_EXCEEDED, client);
        assertThat(events).isNotEmpty();
    }

    @Test
    void reportsAClosedConnectionOnEveryCall() throws IOException {
        QmpClient client = negotiated(LONG_DEADLINE, ScriptedMonitor.Connection::receive);

        assertReason(QmpException.Reason.CONNECTION_LOST, client);
        assertReason(QmpException.Reason.CONNECTION_LOST, client);
    }

    @Test
    void reportsInvalidMessages() throws IOException {
        for (String invalid : List.of("HTTP/1.1 400 Bad Request", "{\"return\"", "[]", "{\"hello\": 1}", "null")) {
            QmpClient client = negotiated(LONG_DEADLINE, monitor -> {
                monitor.receive();
                monitor.send(invalid);
                monitor.waitForEnd();
            });

            assertReason(QmpException.Reason.INVALID_REPLY, client);
        }
    }

    @Test
    void reportsAReplyWithAnUnexpectedFormat() throws IOException {
        QmpClient client = negotiated(LONG_DEADLINE, monitor -> monitor.answer("{\"running\": \"maybe\"}"));

        assertReason(QmpException.Reason.INVALID_REPLY, client);
    }

    @Test
    void rejectsALineThatIsTooLong() throws IOException {
        QmpClient client = negotiated(LONG_DEADLINE, monitor -> {
            while (true) {
                monitor.sendRaw("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
            }
        });

        assertReason(QmpException.Reason.INVALID_REPLY, client);
    }

    @Test
    void reportsAMissingSocket() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> UnixSocketQmpChannel.connect(missing, LONG_DEADLINE))
                .isInstanceOf(QmpException.class)
                .extracting(failure -> ((QmpException) failure).reason())
                .isEqualTo(QmpException.Reason.CONNECTION_LOST);
    }

    @Test
    void timesOutIfTheBacklogIsFull() throws IOException {
        ScriptedMonitor monitor = ScriptedMonitor.at(directory.resolve("full"));
        open.add(monitor);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 64; i++) {
                        open.add(UnixSocketQmpChannel.connect(monitor.path(), SHORT_DEADLINE));
                    }
                })
                .isInstanceOf(QmpException.class)
                .extracting(failure -> ((QmpException) failure).reason())
                .isIn(QmpException.Reason.CONNECTION_LOST, QmpException.Reason.DEADLINE_EXCEEDED);
    }

    private void assertReason(QmpException.Reason reason, QmpClient client) {
        assertThatThrownBy(() -> client.execute(new QmpCommand.QueryStatus()))
                .isInstanceOf(QmpException.class)
                .extracting(failure -> ((QmpException) failure).reason())
                .isEqualTo(reason);
    }

    private QmpClient negotiated(QmpSettings settings, ScriptedMonitor.Script afterwards) throws IOException {
        QmpClient client = client(settings, connection -> {
            connection.open();
            afterwards.play(connection);
        });
        client.negotiate();
        return client;
    }

    private QmpClient client(QmpSettings settings, ScriptedMonitor.Script script) throws IOException {
        return connect(monitor(script), settings);
    }

    private ScriptedMonitor monitor(ScriptedMonitor.Script script) throws IOException {
        ScriptedMonitor monitor = ScriptedMonitor.at(directory.resolve("qmp" + open.size()), script);
        open.add(monitor);
        return monitor;
    }

    private QmpClient connect(ScriptedMonitor monitor, QmpSettings settings) {
        QmpClient client = new QmpClient(
                UnixSocketQmpChannel.connect(monitor.path(), settings),
                settings.deadline(),
                InstantSource.system(),
                event -> events.add(event.name()));
        open.add(client);
        return client;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }
}
