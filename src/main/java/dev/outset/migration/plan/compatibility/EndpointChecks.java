package dev.outset.migration.plan.compatibility;

import dev.outset.parameters.MigrationParameters;
import dev.outset.validation.settings.SettingsCheck;
import dev.outset.violation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what one of the two QEMUs refuses on its own, in the order of the steps. */
public final class EndpointChecks {

    private static final String FILE = "file";

    private static final List<String> LAUNCH_POINTERS =
            List.of("/migration/early", "/migration/globals", "/migration/incoming");

    private final EndpointPair pair;

    private final List<Refusal> found = new ArrayList<>();

    /**
     * A refused start or command.
     *
     * @param side the side that refuses
     * @param command {@code launch} or the name of the refused command
     * @param qemu QEMU's error message
     */
    public record Refusal(Side side, String command, String qemu) {}

    private EndpointChecks(EndpointPair pair) {
        this.pair = pair;
    }

    /**
     * Returns all refusals.
     *
     * @param pair the two endpoints
     * @param atMigrate the refusals of {@code migrate} that follow from the compatibility rules
     */
    public static List<Refusal> of(EndpointPair pair, List<Refusal> atMigrate) {
        EndpointChecks refusals = new EndpointChecks(pair);
        refusals.launch(pair.source());
        refusals.launch(pair.destination());
        refusals.settings(pair.source(), pair.source().launched());
        if (!pair.afterListening()) {
            refusals.settings(pair.destination(), pair.destination().launched());
        }
        // The source must write a file before the destination can read it.
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

    private void launch(Endpoint endpoint) {
        if (endpoint.machineType() == null) {
            add(endpoint.side(), "launch", Optional.of("unsupported machine type"));
            return;
        }
        add(
                endpoint.side(),
                "launch",
                endpoint.violations().errors().stream()
                        .filter(violation -> LAUNCH_POINTERS.stream().anyMatch(violation.pointer()::startsWith))
                        .map(Violation::qemu)
                        .filter(text -> text != null)
                        .findFirst());
    }

    private void settings(Endpoint endpoint, SettingsCheck.InForce before) {
        SettingsCheck check = new SettingsCheck(endpoint.catalogue());
        add(endpoint.side(), "migrate-set-capabilities", check.checkCapabilities(before, endpoint.capabilities()));
        SettingsCheck.InForce capable = before.with(endpoint.capabilities(), MigrationParameters.none());
        add(endpoint.side(), "migrate-set-parameters", check.checkParameters(capable, endpoint.parameters()));
    }

    private void listen() {
        Endpoint endpoint = pair.destination();
        if (endpoint.hasCprChannel()) {
            return;
        }
        SettingsCheck.InForce before = pair.afterListening() ? endpoint.launched() : endpoint.settled();
        add(
                Side.DESTINATION,
                "migrate-incoming",
                unknownProtocol(endpoint, pair.listenUri())
                        .or(() -> new SettingsCheck(endpoint.catalogue())
                                .checkTransport(before, pair.transport(), true)));
        if (pair.afterListening()) {
            settings(endpoint, endpoint.launched().listening(pair.transport()));
        }
    }

    private void migrate(List<Refusal> atMigrate) {
        Endpoint endpoint = pair.source();
        add(
                Side.SOURCE,
                "migrate",
                unknownProtocol(endpoint, pair.uri())
                        .or(() -> new SettingsCheck(endpoint.catalogue())
                                .checkTransport(endpoint.settled(), pair.transport(), false)));
        found.addAll(atMigrate);
    }

    private Optional<String> unknownProtocol(Endpoint endpoint, String uri) {
        if (endpoint.catalogue().incoming().accepts(pair.transport())) {
            return Optional.empty();
        }
        // Older releases parse the protocols of migrate and migrate-incoming in two places.
        boolean oldSource = endpoint.side() == Side.SOURCE
                && !endpoint.catalogue().behaviour().uriParsedAsAddress();
        return Optional.of(
                oldSource
                        ? "Parameter 'uri' expects a valid migration protocol"
                        : "unknown migration protocol: " + uri);
    }

    private void add(Side side, String command, Optional<String> text) {
        text.ifPresent(qemu -> found.add(new Refusal(side, command, qemu)));
    }
}
