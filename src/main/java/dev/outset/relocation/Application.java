package dev.outset.relocation;

import dev.outset.pairing.Side;
import dev.outset.relocation.Qemus.Located;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts the settings of a migration in force on both ends, sees that they are, and lets the destination listen. */
final class Application {

    /** {@code qmp_migrate_incoming} after it has succeeded once, in all releases. */
    private static final String LISTENS_ALREADY = "The incoming migration has already been started";

    private final Qemus qemus;

    Application(Qemus qemus) {
        this.qemus = qemus;
    }

    Move move(Relocation relocation, RelocationState.Applying applying, Instant now) {
        Course course = applying.course();
        if (relocation.cancelled()) {
            return restore(course, Ending.cancelled("It was cancelled before it started"), now);
        }
        Optional<Located> from =
                qemus.find(relocation.request().source(), course.source().boot());
        Optional<Located> to = qemus.find(
                relocation.request().destination(), course.destination().boot());
        if (from.isEmpty() || to.isEmpty()) {
            return restore(course, Ending.failed("VmRestarted", "One of the VMs was stopped or restarted"), now);
        }
        try (Monitor source = qemus.open(from.get());
                Monitor destination = qemus.open(to.get())) {
            for (Action action : course.actions()) {
                Optional<Ending> failed = perform(action, action.side() == Side.SOURCE ? source : destination);
                if (failed.isPresent()) {
                    return restore(course, failed.get(), now);
                }
            }
            if (relocation.request().address() == null) {
                Optional<Ending> elsewhere = listensElsewhere(course.actions(), destination);
                if (elsewhere.isPresent()) {
                    return restore(course, elsewhere.get(), now);
                }
            }
        }
        return Move.To.of(new RelocationState.Starting(course));
    }

    private static Move restore(Course course, Ending ending, Instant now) {
        return Move.To.of(new RelocationState.Restoring(course, ending, now));
    }

    private static Optional<Ending> perform(Action action, Monitor monitor) {
        return switch (action.kind()) {
            case CAPABILITIES, PARAMETERS -> set(action, monitor);
            case VERIFY -> verify(action, monitor);
            case LISTEN -> listen(action, monitor);
            case MIGRATE -> Optional.empty();
        };
    }

    /** Sends only what is not in force: a destination that listens refuses even what it has already. */
    private static Optional<Ending> set(Action action, Monitor monitor) {
        boolean inForce = monitor.settings().missingFor(wanted(action)).isEmpty();
        return inForce
                ? Optional.empty()
                : monitor.refused(action)
                        .map(text -> Ending.failed(
                                "SettingsRefused",
                                "The " + action.side() + " refused " + action.command() + ": " + text));
    }

    private static Settings wanted(Action action) {
        ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
        action.arguments()
                .path("capabilities")
                .forEach(each -> capabilities.set(each.path("capability").asString(""), each.path("state")));
        return action.kind() == Action.Kind.CAPABILITIES
                ? new Settings(capabilities, JsonNodeFactory.instance.objectNode())
                : new Settings(JsonNodeFactory.instance.objectNode(), action.arguments());
    }

    private static Optional<Ending> verify(Action action, Monitor monitor) {
        boolean ofCapabilities = action.command().endsWith("capabilities");
        Settings wanted = ofCapabilities
                ? new Settings(action.inForce(), JsonNodeFactory.instance.objectNode())
                : new Settings(JsonNodeFactory.instance.objectNode(), action.inForce());
        Settings missing = monitor.settings().missingFor(wanted);
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(Ending.failed(
                        "NotVerified", "The " + action.side() + " was told and does not have: " + missing.describe()));
    }

    /** Whether everything that a plan verifies on one side is still so. */
    static boolean isInForce(List<Action> actions, Side side, Monitor monitor) {
        return actions.stream()
                .filter(action -> action.kind() == Action.Kind.VERIFY && action.side() == side)
                .allMatch(action -> verify(action, monitor).isEmpty());
    }

    private static Optional<Ending> listen(Action action, Monitor monitor) {
        if (monitor.info().has("socket-address")) {
            return Optional.empty();
        }
        return monitor.refused(action)
                .filter(text -> !text.contains(LISTENS_ALREADY))
                .map(text -> Ending.failed("IncomingRefused", "The destination refused to listen: " + text));
    }

    /**
     * A definition may name another place since the destination began to listen, and QEMU may have taken another port of a
     * range; at the place that is meant another QEMU may listen then. So the destination itself has to confirm it.
     */
    private static Optional<Ending> listensElsewhere(List<Action> actions, Monitor destination) {
        Optional<String> target = actions.stream()
                .filter(action -> action.kind() == Action.Kind.MIGRATE)
                .map(action -> action.arguments().path("uri").asString(""))
                .filter(uri -> uri.startsWith("tcp:") || uri.startsWith("unix:"))
                .findFirst();
        if (target.isEmpty()) {
            return Optional.empty();
        }
        List<Place> places = destination
                .info()
                .path("socket-address")
                .valueStream()
                .flatMap(address -> place(address).stream())
                .toList();
        boolean confirmed = Place.of(target.get())
                .filter(place -> places.stream().anyMatch(each -> each.mayReceive(place)))
                .isPresent();
        return confirmed
                ? Optional.empty()
                : Optional.of(Ending.failed(
                        "DestinationListensElsewhere",
                        "The destination does not listen where its definition says; restart it, so that its definition"
                                + " is in force"));
    }

    private static Optional<Place> place(JsonNode address) {
        return switch (address.path("type").asString("")) {
            case "inet" ->
                Optional.of(Place.of(
                        "tcp",
                        address.path("host").asString(""),
                        address.path("port").asString("")));
            case "unix" -> Place.of("unix:" + address.path("path").asString(""));
            default -> Optional.empty();
        };
    }
}
