package dev.outset.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.binding.RecordWriter;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.simulator.Simulation;
import dev.outset.simulator.SimulationRunner;
import dev.outset.simulator.Simulator;
import dev.outset.vm.VmSpec;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Starts the simulated QEMU with every command line of the corpus, and compares the parameter layers to the plan. */
class SimulatedCorpusTests {

    private final SimulationRunner runner = new SimulationRunner(new Simulator(Corpus.CATALOGUES));

    @TestFactory
    Stream<DynamicTest> startsEveryCommandLineWithTheLayersOfItsPlan() {
        return Corpus.cases().stream()
                .filter(testCase -> Files.exists(testCase.argsFile()))
                .filter(testCase -> !needsTheHost(testCase.spec()))
                .map(testCase -> DynamicTest.dynamicTest(testCase.toString(), () -> check(testCase)));
    }

    private void check(Corpus.Case testCase) {
        VmSpec spec = testCase.validated().spec();
        Simulation.Result result = runner.run(new Simulation.Request(
                testCase.version(),
                spec.qemu().incomingConfig(),
                testCase.commandLine().arguments(),
                List.of(),
                Instant.EPOCH));

        assertThat(result.outcome()).as(result.stderr().toString()).isEqualTo(Simulation.Outcome.RUNNING);
        assertThat(result.stderr())
                .as("QEMU prints only warnings that validation reports")
                .isSubsetOf(testCase.validated().violations().warnings().stream()
                        .map(warning -> "warning: " + warning.qemu())
                        .toList());
        if (waitsForCprState(spec)) {
            assertThat(result.parameters()).isEmpty();
        } else {
            assertThat(rows(result)).containsExactlyInAnyOrderElementsOf(rows(plan(testCase, spec)));
        }
    }

    /** A simulated host has neither the file to listen on nor an RDMA device. */
    private static boolean needsTheHost(VmSpec spec) {
        return spec.migration().incoming() instanceof Incoming.Uri(String uri)
                && (uri.startsWith("file:") || uri.startsWith("rdma:"));
    }

    /** With a cpr channel, QEMU does not finish its startup until the source connects. */
    private static boolean waitsForCprState(VmSpec spec) {
        return spec.migration().incoming() instanceof Incoming.Channels channels
                && channels.channel(IncomingChannel.Type.CPR).isPresent();
    }

    private static DeliveryPlan plan(Corpus.Case testCase, VmSpec spec) {
        return DeliveryPlanner.plan(spec, Corpus.CATALOGUES.of(testCase.version()));
    }

    private static List<String> rows(Simulation.Result result) {
        return result.parameters().stream()
                .map(parameter -> parameter.name() + "=" + parameter.value() + " from " + parameter.layer())
                .toList();
    }

    /** The planned values before any QMP command: the layers up to the early config. */
    private static List<String> rows(DeliveryPlan plan) {
        List<String> rows = new ArrayList<>();
        for (EffectiveValue value : plan.effective().values()) {
            ParameterValue atObject = value.atObject();
            if (atObject != null) {
                rows.add(value.name() + "=" + new RecordWriter().text(atObject) + " from " + layerAtObject(value));
            }
        }
        return rows;
    }

    private static ParameterLayer layerAtObject(EffectiveValue value) {
        return value.layer() == ParameterLayer.QMP
                ? Objects.requireNonNull(value.overridden().getFirst()).layer()
                : value.layer();
    }
}
