package dev.outset.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.CompatibilityVerdict;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.qmp.QmpCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Runs the steps of a plan with two real QEMUs, regardless of the plan's verdict, and determines the outcome. */
final class RealPair implements AutoCloseable {

    /** How long the recordings waited for the migration to end. */
    private static final Duration END = Duration.ofSeconds(6);

    private static final Duration SOON = Duration.ofSeconds(3);

    private final RealQemu source;

    private final RealQemu destination;

    private final MigrationPlan plan;

    private RealPair(RealQemu source, RealQemu destination, MigrationPlan plan) {
        this.source = source;
        this.destination = destination;
        this.plan = plan;
    }

    /** Starts both QEMUs as in the first steps of the plan. */
    static RealPair launch(MigrationPlan plan, Path folder) {
        return new RealPair(
                RealQemu.start(launch(plan, Side.SOURCE), folder.resolve("source.log")),
                RealQemu.start(launch(plan, Side.DESTINATION), folder.resolve("destination.log")),
                plan);
    }

    private static List<String> launch(MigrationPlan plan, Side side) {
        return plan.steps().stream()
                .filter(step -> step.phase() == MigrationStep.Phase.LAUNCH && step.side() == side)
                .map(step -> ((MigrationStep.Launch) step).arguments())
                .findFirst()
                .orElseThrow();
    }

    /** Sends the commands of all steps up to {@code migrate}; each query must show the settings of the plan. */
    CompatibilityVerdict migrate() {
        for (MigrationStep step : plan.steps()) {
            switch (step.phase()) {
                case CAPABILITIES, PARAMETERS, LISTEN -> {
                    JsonNode reply = send(step);
                    if (reply.has("error")) {
                        return CompatibilityVerdict.refused(
                                step.side(), reply.at("/error/desc").asString());
                    }
                }
                case VERIFY -> verify((MigrationStep.Verify) step);
                case MIGRATE -> {
                    send(step);
                    return CompatibilityVerdict.of(outcome());
                }
                case LAUNCH, WATCH, CONTINUE, RESET -> {}
            }
        }
        throw new IllegalStateException("The plan does not contain migrate");
    }

    /** Runs the steps that restore the settings of one side, and verifies them. */
    void reset(Side side) {
        for (MigrationStep step : plan.steps()) {
            if (step.phase() == MigrationStep.Phase.RESET && step.side() == side) {
                if (step instanceof MigrationStep.Verify verify) {
                    verify(verify);
                } else {
                    assertThat(send(step).has("return")).as("%s", step).isTrue();
                }
            }
        }
    }

    /** Verifies the settings of the plan on one side again. */
    void verify(Side side) {
        plan.steps().stream()
                .filter(step -> step.phase() == MigrationStep.Phase.VERIFY && step.side() == side)
                .forEach(step -> verify((MigrationStep.Verify) step));
    }

    JsonNode execute(Side side, String command) {
        return qemu(side).execute(command);
    }

    /** Waits until the source reports completed or failed; null if it does not in time. */
    @Nullable String awaitEnd() {
        JsonNode event = source.event(RealPair::isEnd, END);
        return event == null ? null : event.at("/data/status").asString();
    }

    private void verify(MigrationStep.Verify step) {
        JsonNode reply = send(step).get("return");
        step.wanted()
                .capabilities()
                .forEach((name, on) -> assertThat(shown(reply, name.name()))
                        .as("%s on the %s", name, step.side())
                        .isEqualTo(Boolean.toString(on)));
        new QmpCommand.MigrateSetParameters(step.wanted().parameters())
                .arguments()
                .forEachEntry((name, value) -> assertThat(shown(reply, name))
                        .as("%s on the %s", name, step.side())
                        .isEqualTo(value.asString()));
    }

    private static String shown(JsonNode reply, String name) {
        return reply.isArray()
                ? reply.valueStream()
                        .filter(row -> row.get("capability").asString().equals(name))
                        .map(row -> row.get("state").asString())
                        .findFirst()
                        .orElse("unknown")
                : reply.path(name).asString("unknown");
    }

    private CompatibilityOutcome outcome() {
        String status = awaitEnd();
        boolean destinationExited = destination.exits(status == null ? Duration.ofMillis(1) : SOON.dividedBy(3));
        if (destinationExited) {
            return CompatibilityOutcome.DESTINATION_EXIT;
        }
        return switch (String.valueOf(status)) {
            case "completed" ->
                destination.event(event -> event.get("event").asString().equals("RESUME"), SOON) == null
                        ? CompatibilityOutcome.SILENT_HANG
                        : CompatibilityOutcome.OK;
            case "failed" -> CompatibilityOutcome.SOURCE_FAILED;
            default -> CompatibilityOutcome.STUCK;
        };
    }

    private static boolean isEnd(JsonNode event) {
        String status = event.at("/data/status").asString("");
        return event.get("event").asString().equals("MIGRATION")
                && (status.equals("completed") || status.equals("failed"));
    }

    private JsonNode send(MigrationStep step) {
        return qemu(step.side())
                .execute(Objects.requireNonNull(step.command()).toJson().toString());
    }

    private RealQemu qemu(Side side) {
        return switch (side) {
            case SOURCE -> source;
            case DESTINATION -> destination;
        };
    }

    @Override
    public void close() {
        source.close();
        destination.close();
    }
}
