package dev.outset.relocation;

import dev.outset.pairing.Finding;
import dev.outset.pairing.MigrationPlan;
import dev.outset.pairing.PairOutcome;
import dev.outset.pairing.Side;
import dev.outset.relocation.Qemus.Located;
import dev.outset.store.StoredVm;
import dev.outset.store.VmRepository;
import dev.outset.vm.VmName;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at both ends, thinks the migration through once more, and writes down what has to be put back. */
final class Preparation {

    private static final String WAITS = "inmigrate";

    private static final String GONE = "postmigrate";

    private final VmRepository repository;

    private final RelocationPlanner planner;

    private final Qemus qemus;

    private final InstantSource clock;

    private final RelocationSettings settings;

    Preparation(
            VmRepository repository,
            RelocationPlanner planner,
            Qemus qemus,
            InstantSource clock,
            RelocationSettings settings) {
        this.repository = repository;
        this.planner = planner;
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    Move move(Relocation relocation) {
        RelocationRequest request = relocation.request();
        if (relocation.cancelled()) {
            return end(Ending.cancelled("It was cancelled before anything was done"));
        }
        Optional<StoredVm> source = repository.find(request.source());
        Optional<StoredVm> destination = repository.find(request.destination());
        if (source.isEmpty() || destination.isEmpty()) {
            return end(Ending.failed("VmGone", "One of the VMs has been deleted"));
        }
        Optional<StoredVm> held = Stream.of(source.get(), destination.get())
                .filter(vm -> vm.hold() != null && vm.hold().needsRelease())
                .findFirst();
        if (held.isPresent()) {
            return end(
                    Ending.failed("VmHeld", "'" + held.get().definition().name() + "' is held and has to be released"));
        }
        MigrationPlan plan = planner.plan(
                request, source.get().definition(), destination.get().definition());
        if (plan.verdict().outcome() != PairOutcome.OK && !request.override()) {
            return end(Ending.failed("PlanRefused", describe(plan)));
        }
        Optional<Located> from = running(request.source());
        Optional<Located> to = running(request.destination());
        if (from.isEmpty() || to.isEmpty()) {
            return unready(relocation, "One of the VMs does not run");
        }
        return look(relocation, Action.of(plan.steps()), from.get(), to.get());
    }

    private static Move end(Ending ending) {
        return Move.To.of(new RelocationState.Ended(ending));
    }

    private static String describe(MigrationPlan plan) {
        return "The plan says " + plan.verdict().outcome() + ": "
                + plan.findings().stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .map(Finding::message)
                        .collect(Collectors.joining(" "));
    }

    private Optional<Located> running(VmName vm) {
        return qemus.find(vm).filter(located -> located.running().isPresent());
    }

    private Move unready(Relocation relocation, String why) {
        boolean late = relocation.createdAt().plus(settings.readyDeadline()).isBefore(clock.instant());
        return late ? end(Ending.failed("NotReady", why)) : new Move.Wait(settings.retryInterval());
    }

    private Move look(Relocation relocation, List<Action> actions, Located from, Located to) {
        try (Monitor source = qemus.open(from);
                Monitor destination = qemus.open(to)) {
            String sourceState = source.runState();
            String destinationState = destination.runState();
            if (sourceState.equals(WAITS) || sourceState.equals(GONE)) {
                return end(Ending.failed("SourceHasNoGuest", "The source is in state " + sourceState));
            }
            if (!destinationState.equals(WAITS)) {
                return unready(
                        relocation, "The destination does not wait for a guest: it is in state " + destinationState);
            }
            return Move.To.of(new RelocationState.Applying(new Course(
                    actions,
                    found(source, from, Side.SOURCE, actions),
                    found(destination, to, Side.DESTINATION, actions))));
        }
    }

    private static Course.Found found(Monitor monitor, Located located, Side side, List<Action> actions) {
        return new Course.Found(
                located.instance().boot(),
                monitor.settings()
                        .only(
                                names(actions, side, Action.Kind.CAPABILITIES),
                                names(actions, side, Action.Kind.PARAMETERS)),
                monitor.info().path("status").asString(""));
    }

    private static List<String> names(List<Action> actions, Side side, Action.Kind kind) {
        return actions.stream()
                .filter(action -> action.side() == side && action.kind() == kind)
                .flatMap(action -> action.names().stream())
                .toList();
    }
}
