package dev.outset.migration.plan.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.migration.plan.MigrationStep.Phase;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.simulator.SimulatedPairHarness;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.vm.VmSpec;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Carries out the steps of a plan with two simulated QEMUs. */
final class SimulatedMigrationRun {

    /** The time after which a migration that has not ended counts as one that does not converge. */
    private static final Duration TIMEOUT = Duration.ofDays(30);

    private static final Duration POSTCOPY_POLL = Duration.ofMillis(10);

    private static final JsonNode NOTHING = JsonMapper.shared().createObjectNode();

    private final SimulatedPairHarness qemus;

    private SimulatedMigrationRun(MigrationPlan plan, VmSpec source) {
        this.qemus = new SimulatedPairHarness(
                boot(plan, Side.SOURCE, source), boot(plan, Side.DESTINATION, plan.destination()));
    }

    private static SimulatedQemu boot(MigrationPlan plan, Side side, VmSpec spec) {
        return plan.steps().stream()
                .filter(step -> step.side() == side && step instanceof MigrationStep.Launch)
                .map(step -> SimulatedPairHarness.boot(
                        spec.qemu().version().toString(),
                        spec.simulation().guest().toGuestLoad(),
                        ((MigrationStep.Launch) step).arguments()))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the reply to {@code query-migrate} when the migration has completed; empty if it has not. */
    static Optional<JsonNode> run(MigrationPlan plan, VmSpec source) {
        SimulatedMigrationRun run = new SimulatedMigrationRun(plan, source);
        run.start(plan);
        run.qemus.advance(TIMEOUT);
        return Optional.of(run.status())
                .filter(status -> status.get("status").asString().equals("completed"));
    }

    /** Returns the reply to {@code query-migrate} after a migration that switched to postcopy after an iteration. */
    static JsonNode runWithPostcopy(MigrationPlan plan, VmSpec source) {
        SimulatedMigrationRun run = new SimulatedMigrationRun(plan, source);
        run.start(plan);
        while (run.status().at("/ram/dirty-sync-count").asInt() < 2) {
            run.qemus.advance(POSTCOPY_POLL);
        }
        run.qemus.toSource("migrate-start-postcopy", NOTHING);
        run.qemus.advance(TIMEOUT);
        return run.status();
    }

    private void start(MigrationPlan plan) {
        for (MigrationStep step : plan.steps()) {
            if (step instanceof MigrationStep.Send send && send.phase().compareTo(Phase.MIGRATE) <= 0) {
                String name = send.command().name();
                JsonNode arguments = send.command().arguments();
                JsonNode reply = (step.side() == Side.SOURCE
                                ? qemus.toSource(name, arguments)
                                : qemus.toDestination(name, arguments))
                        .orElseThrow();
                assertThat(reply.has("return")).as("%s %s", name, reply).isTrue();
            }
        }
    }

    private JsonNode status() {
        return qemus.toSource("query-migrate", NOTHING).orElseThrow().get("return");
    }
}
