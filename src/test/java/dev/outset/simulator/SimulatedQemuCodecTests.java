package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.Fault;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.simulator.qmp.QmpText;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.SimulatedQemu;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests that a decoded QEMU answers in the same way as the encoded one. */
class SimulatedQemuCodecTests {

    private static final Instant START = Instant.parse("2026-02-03T04:05:06.789012345Z");

    private static final int CASES = 500;

    private final Simulator simulator = new Simulator(Catalogues.load());

    private final SimulatedQemuCodec codec = new SimulatedQemuCodec(simulator);

    private SimulatedQemu roundTrip(SimulatedQemu qemu) {
        return codec.decode(codec.encodeRequest(qemu), codec.encodeChanges(qemu));
    }

    @Test
    void preservesTheWholeRequest() {
        BootRequest request = new BootRequest(
                QemuVersion.parse("11.1"),
                true,
                List.of("-machine", "q35", "-incoming", "config:tls-creds=é\uD83D\uDE00"),
                START,
                7,
                new SimulationOrder(
                        Map.of(BootStep.BOARD_INITIALISED, Duration.ofMillis(1500)),
                        List.of(
                                new Fault.SlowStep(BootStep.DEVICES_CREATED, Duration.ofSeconds(2)),
                                new Fault.LateObject(Duration.ofSeconds(1)),
                                new Fault.BlockedMonitor(null),
                                new Fault.BlockedMonitor(Duration.ofSeconds(3)),
                                new Fault.DroppedConnection(2, 1),
                                new Fault.ErrorOnApply("no", 1),
                                new Fault.IgnoredValue("mode", 4),
                                new Fault.CrashAt(BootStep.MONITOR_READY, 1)),
                        new GuestLoad(1L << 30, 5, 7, 11L)));

        assertThat(roundTrip(simulator.boot(request)).request()).isEqualTo(request);
    }

    @Test
    void preservesTheAnswers() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            RandomInput input = new RandomInput(random);
            SimulatedQemu qemu = simulator.boot(
                    BootRequest.plain(QemuVersion.parse("11.1"), true, List.of("-incoming", "defer", "-S"), START));
            for (byte[] line : input.lines()) {
                qemu = execute(qemu, line);
            }
            assertThat(describe(roundTrip(qemu))).as("seed " + seed).isEqualTo(describe(qemu));
        }
    }

    private SimulatedQemu execute(SimulatedQemu qemu, byte[] line) {
        try {
            JsonNode command = JsonMapper.shared().readTree(new String(line, StandardCharsets.UTF_8));
            return simulator.execute(qemu, command, START).qemu();
        } catch (tools.jackson.core.JacksonException invalid) {
            return qemu;
        }
    }

    private List<Object> describe(SimulatedQemu qemu) {
        return List.of(
                query(qemu, "query-status"),
                query(qemu, "query-migrate"),
                query(qemu, "query-migrate-parameters"),
                query(qemu, "query-migrate-capabilities"),
                qemu.parameters(),
                qemu.steps(START),
                qemu.end(),
                qemu.runState());
    }

    private String query(SimulatedQemu qemu, String name) {
        JsonNode command = JsonMapper.shared().readTree("{\"execute\":\"" + name + "\"}");
        JsonNode reply = simulator.execute(qemu, command, START).reply();
        return reply == null ? "nothing" : QmpText.of(reply);
    }
}
