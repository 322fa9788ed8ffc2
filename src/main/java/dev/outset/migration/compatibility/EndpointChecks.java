package dev.outset.migration.compatibility;

import dev.outset.migration.endpoint.Endpoint;
import dev.outset.migration.endpoint.Side;
import dev.outset.parameters.MigrationParameters;
import dev.outset.qemu.QemuVersion;
import dev.outset.validation.settings.SettingsCheck;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one of the two QEMUs refuses on its own, in the order in which the steps meet it. */
public final class EndpointChecks {

    /** From this release on every protocol is parsed in one place ({@code migration/migration.c: migrate_uri_parse}). */
    private static final QemuVersion ONE_PARSER = new QemuVersion(8, 2);

    private static final String FILE = "file";

    private static final List<String> LAUNCH_POINTERS =
            List.of("/migration/early", "/migration/globals", "/migration/incoming");

    private final EndpointPair pair;

    private final List<Refusal> found = new ArrayList<>();

    /**
     * A refused start or command.
     *
     * @param side who refuses
     * @param command what is refused: {@code launch} or the name of the command
     * @param qemu its text
     */
    public record Refusal(Side side, String command, String qemu) {}

    private EndpointChecks(EndpointPair pair) {
        this.pair = pair;
    }

    /**
     * Everything that is refused.
     *
     * @param source what validation says of the source's definition
     * @param destination what validation says of the destination's
     * @param atMigrate what the rules of pairs refuse when {@code migrate} is sent
     */
    public static List<Refusal> of(
            EndpointPair pair, Violations source, Violations destination, List<Refusal> atMigrate) {
        EndpointChecks refusals = new EndpointChecks(pair);
        refusals.launch(pair.source(), source);
        refusals.launch(pair.destination(), destination);
        refusals.settings(pair.source(), pair.source().launched());
        if (!pair.afterListening()) {
            refusals.settings(pair.destination(), pair.destination().launched());
        }
        // A file has to be written before anybody can read it.
        boolean sourceFirst = pair.transport().equals(FILE);
        if (sourceFirst) {
            refusals.migrate(atMigrate);
        }
        refusals.listen();
        if (!sourceFirst) {
            refusals.migrate(atMigrate);
        }
        return List.copyOf(refusals.found);
    }

    private void launch(Endpoint end, Violations violations) {
        if (end.machineType() == null) {
            add(end.side(), "launch", Optional.of("unsupported machine type"));
            return;
        }
        add(
                end.side(),
                "launch",
                violations.errors().stream()
                        .filter(violation -> LAUNCH_POINTERS.stream().anyMatch(violation.pointer()::startsWith))
                        .map(Violation::qemu)
                        .filter(text -> text != null)
                        .findFirst());
    }

    private void settings(Endpoint end, SettingsCheck.InForce before) {
        SettingsCheck check = new SettingsCheck(end.catalogue());
        add(end.side(), "migrate-set-capabilities", check.capabilities(before, end.capabilities()));
        SettingsCheck.InForce capable = before.with(end.capabilities(), MigrationParameters.none());
        add(end.side(), "migrate-set-parameters", check.parameters(capable, end.parameters()));
    }

    private void listen() {
        Endpoint end = pair.destination();
        if (end.hasCprChannel()) {
            return;
        }
        SettingsCheck.InForce before = pair.afterListening() ? end.launched() : end.settled();
        add(
                Side.DESTINATION,
                "migrate-incoming",
                unknownProtocol(end, pair.listenUri())
                        .or(() -> new SettingsCheck(end.catalogue()).transport(before, pair.transport(), true)));
        if (pair.afterListening()) {
            settings(end, end.launched().listening(pair.transport()));
        }
    }

    private void migrate(List<Refusal> atMigrate) {
        Endpoint end = pair.source();
        add(
                Side.SOURCE,
                "migrate",
                unknownProtocol(end, pair.uri())
                        .or(() ->
                                new SettingsCheck(end.catalogue()).transport(end.settled(), pair.transport(), false)));
        found.addAll(atMigrate);
    }

    private Optional<String> unknownProtocol(Endpoint end, String uri) {
        if (end.catalogue().incoming().accepts(pair.transport())) {
            return Optional.empty();
        }
        boolean oldSource =
                end.side() == Side.SOURCE && end.catalogue().version().isBefore(ONE_PARSER);
        return Optional.of(
                oldSource
                        ? "Parameter 'uri' expects a valid migration protocol"
                        : "unknown migration protocol: " + uri);
    }

    private void add(Side side, String command, Optional<String> text) {
        text.ifPresent(qemu -> found.add(new Refusal(side, command, qemu)));
    }
}
