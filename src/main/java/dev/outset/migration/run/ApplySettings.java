package dev.outset.migration.run;

import dev.outset.migration.endpoint.Side;
import dev.outset.migration.job.MigrationContext;
import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationResult;
import dev.outset.migration.job.PlannedAction;
import dev.outset.migration.job.QemuSettings;
import dev.outset.migration.run.MigrationQemus.Located;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts the settings of a migration in force on both ends, sees that they are, and lets the destination listen. */
final class ApplySettings {

    /** {@code qmp_migrate_incoming} after it has succeeded once, in all releases. */
    private static final String LISTENS_ALREADY = "The incoming migration has already been started";

    private final MigrationQemus qemus;

    ApplySettings(MigrationQemus qemus) {
        this.qemus = qemus;
    }

    Transition move(MigrationJob relocation, MigrationJobState.Applying applying, Instant now) {
        MigrationContext course = applying.course();
        if (relocation.cancelled()) {
            return restore(course, MigrationResult.cancelled("It was cancelled before it started"), now);
        }
        Optional<Located> from =
                qemus.find(relocation.request().source(), course.source().boot());
        Optional<Located> to = qemus.find(
                relocation.request().destination(), course.destination().boot());
        if (from.isEmpty() || to.isEmpty()) {
            return restore(
                    course, MigrationResult.failed("VmRestarted", "One of the VMs was stopped or restarted"), now);
        }
        try (MigrationQmp source = qemus.open(from.get());
                MigrationQmp destination = qemus.open(to.get())) {
            for (PlannedAction action : course.actions()) {
                Optional<MigrationResult> failed = perform(action, action.side() == Side.SOURCE ? source : destination);
                if (failed.isPresent()) {
                    return restore(course, failed.get(), now);
                }
            }
            if (relocation.request().address() == null) {
                Optional<MigrationResult> elsewhere = listensElsewhere(course.actions(), destination);
                if (elsewhere.isPresent()) {
                    return restore(course, elsewhere.get(), now);
                }
            }
        }
        return Transition.To.of(new MigrationJobState.Starting(course));
    }

    private static Transition restore(MigrationContext course, MigrationResult ending, Instant now) {
        return Transition.To.of(new MigrationJobState.Restoring(course, ending, now));
    }

    private static Optional<MigrationResult> perform(PlannedAction action, MigrationQmp monitor) {
        return switch (action.kind()) {
            case CAPABILITIES, PARAMETERS -> set(action, monitor);
            case VERIFY -> verify(action, monitor);
            case LISTEN -> listen(action, monitor);
            case MIGRATE -> Optional.empty();
        };
    }

    /** Sends only what is not in force: a destination that listens refuses even what it has already. */
    private static Optional<MigrationResult> set(PlannedAction action, MigrationQmp monitor) {
        boolean inForce = monitor.settings().missingFor(wanted(action)).isEmpty();
        return inForce
                ? Optional.empty()
                : monitor.refused(action)
                        .map(text -> MigrationResult.failed(
                                "SettingsRefused",
                                "The " + action.side() + " refused " + action.command() + ": " + text));
    }

    private static QemuSettings wanted(PlannedAction action) {
        ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
        action.arguments()
                .path("capabilities")
                .forEach(each -> capabilities.set(each.path("capability").asString(""), each.path("state")));
        return action.kind() == PlannedAction.Kind.CAPABILITIES
                ? new QemuSettings(capabilities, JsonNodeFactory.instance.objectNode())
                : new QemuSettings(JsonNodeFactory.instance.objectNode(), action.arguments());
    }

    private static Optional<MigrationResult> verify(PlannedAction action, MigrationQmp monitor) {
        boolean ofCapabilities = action.command().endsWith("capabilities");
        QemuSettings wanted = ofCapabilities
                ? new QemuSettings(action.inForce(), JsonNodeFactory.instance.objectNode())
                : new QemuSettings(JsonNodeFactory.instance.objectNode(), action.inForce());
        QemuSettings missing = monitor.settings().missingFor(wanted);
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(MigrationResult.failed(
                        "NotVerified", "The " + action.side() + " was told and does not have: " + missing.describe()));
    }

    /** Whether everything that a plan verifies on one side is still so. */
    static boolean isInForce(List<PlannedAction> actions, Side side, MigrationQmp monitor) {
        return actions.stream()
                .filter(action -> action.kind() == PlannedAction.Kind.VERIFY && action.side() == side)
                .allMatch(action -> verify(action, monitor).isEmpty());
    }

    private static Optional<MigrationResult> listen(PlannedAction action, MigrationQmp monitor) {
        if (monitor.info().has("socket-address")) {
            return Optional.empty();
        }
        return monitor.refused(action)
                .filter(text -> !text.contains(LISTENS_ALREADY))
                .map(text -> MigrationResult.failed("IncomingRefused", "The destination refused to listen: " + text));
    }

    /**
     * A definition may name another place since the destination began to listen, and QEMU may have taken another port of a
     * range; at the place that is meant another QEMU may listen then. So the destination itself has to confirm it.
     */
    private static Optional<MigrationResult> listensElsewhere(List<PlannedAction> actions, MigrationQmp destination) {
        Optional<String> target = actions.stream()
                .filter(action -> action.kind() == PlannedAction.Kind.MIGRATE)
                .map(action -> action.arguments().path("uri").asString(""))
                .filter(uri -> uri.startsWith("tcp:") || uri.startsWith("unix:"))
                .findFirst();
        if (target.isEmpty()) {
            return Optional.empty();
        }
        List<ListenAddress> places = destination
                .info()
                .path("socket-address")
                .valueStream()
                .flatMap(address -> place(address).stream())
                .toList();
        boolean confirmed = ListenAddress.of(target.get())
                .filter(place -> places.stream().anyMatch(each -> each.mayReceive(place)))
                .isPresent();
        return confirmed
                ? Optional.empty()
                : Optional.of(MigrationResult.failed(
                        "DestinationListensElsewhere",
                        "The destination does not listen where its definition says; restart it, so that its definition"
                                + " is in force"));
    }

    private static Optional<ListenAddress> place(JsonNode address) {
        return switch (address.path("type").asString("")) {
            case "inet" ->
                Optional.of(ListenAddress.of(
                        "tcp",
                        address.path("host").asString(""),
                        address.path("port").asString("")));
            case "unix" -> ListenAddress.of("unix:" + address.path("path").asString(""));
            default -> Optional.empty();
        };
    }
}
