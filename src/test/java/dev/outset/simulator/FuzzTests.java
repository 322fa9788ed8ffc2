package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.qmp.QmpText;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Runs random arguments and QMP lines: no exception is thrown, and no case takes long. The properties
 * {@code outset.fuzz.cases} and {@code outset.fuzz.seed} set the number of cases and the seed.
 */
class FuzzTests {

    private static final int CASES = Integer.getInteger("outset.fuzz.cases", 20_000);

    private static final long SEED = Long.getLong("outset.fuzz.seed", 20_261_122L);

    private static final Duration BOUND = Duration.ofMillis(100);

    /** The number of cases that can exceed the bound because the machine was busy or the code was not compiled yet. */
    private static final int MAX_SLOW_CASES = 20;

    private final Simulator simulator = new Simulator(Catalogues.load());

    private final List<QemuVersion> versions = Catalogues.load().versions();

    @Test
    void handlesRandomInput() {
        List<String> slow = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            long seed = SEED + i;
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            RandomInput input = new RandomInput(random);
            List<String> arguments = input.arguments();
            List<byte[]> lines = input.lines();
            long start = System.nanoTime();
            try {
                run(random, arguments, lines);
            } catch (RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + arguments, failure);
            }
            if (System.nanoTime() - start > BOUND.toNanos()) {
                slow.add(seed + " " + arguments);
            }
        }
        assertThat(slow).as("cases over " + BOUND).hasSizeLessThanOrEqualTo(MAX_SLOW_CASES);
    }

    private void run(RandomGenerator random, List<String> arguments, List<byte[]> lines) {
        QemuVersion version = versions.get(random.nextInt(versions.size()));
        SimulatedQemu qemu = simulator.boot(BootRequest.plain(version, random.nextBoolean(), arguments, Instant.EPOCH));
        QmpSession session = new QmpSession(simulator, version);
        for (byte[] line : lines) {
            for (Message input : session.feed(line, 0, line.length)) {
                CommandResult response = session.respond(qemu, input, Instant.EPOCH);
                session.commit(response);
                qemu = response.qemu();
                for (JsonNode message : response.messages()) {
                    assertThat(QmpText.of(message)).startsWith("{").endsWith("}");
                }
            }
        }
    }
}
