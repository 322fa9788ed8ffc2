package dev.outset.migration.run;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpException;
import dev.outset.support.ManualReconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fake QEMUs that model only where guests run: a QEMU that is started without {@code -incoming} has the guest of its
 * VM, and a migration moves it to another QEMU, in steps that a test runs one by one and with a random outcome. As with
 * a real QEMU, a monitor serves one connection at a time. Fails as soon as a guest runs in two QEMUs.
 */
final class GuestQemus implements QemuLauncher {

    private static final Pattern TARGET = Pattern.compile("tcp:([a-z]+):");

    private static final String PARAMETERS = parameters();

    private final InstantSource clock;

    private final RandomGenerator random;

    private final Function<LaunchOrder, String> guestOf;

    private final Map<String, Qemu> latest = new TreeMap<>();

    /** The running QEMUs. */
    private final List<Qemu> alive = new ArrayList<>();

    private final Set<String> outcomes = new HashSet<>();

    private int launches;

    /** The outcome of a migration. */
    enum TransferOutcome {
        COMPLETES,
        COMPLETES_ON_DESTINATION_FIRST,
        FAILS,
        FAILS_WITH_WAITING_DESTINATION,
        FAILS_AFTER_ARRIVAL,
        SILENT_HANG,
        DESTINATION_EXITS_AFTER_ARRIVAL,
        SOURCE_EXITS_DURING_TRANSFER,
        SOURCE_EXITS_AFTER_TRANSFER,
        POSTCOPY_FAILS
    }

    /** The listen address of all incoming QEMUs, as in the definitions of the test. */
    private static final String LISTENS =
            ", \"socket-address\": [{\"type\": \"inet\", \"host\": \"0.0.0.0\", \"port\": \"4444\"}]";

    /** A QEMU. */
    static final class Qemu {
        private final LaunchOrder order;
        private final Instant launchedAt;
        private final boolean incoming;
        private String runState;
        private @Nullable String guest;
        private String outgoing = "none";
        private String incomingStatus;
        private @Nullable Integer exitStatus;
        private @Nullable Transfer transfer;
        private @Nullable Object client;

        private Qemu(LaunchOrder order, Instant launchedAt, String guest) {
            this.order = order;
            this.launchedAt = launchedAt;
            this.incoming = order.arguments().contains("-incoming");
            this.runState = incoming ? "inmigrate" : "running";
            this.incomingStatus = incoming ? "setup" : "none";
            this.guest = incoming ? null : guest;
        }

        private boolean runs() {
            return exitStatus == null;
        }

        @Override
        public String toString() {
            return order.vm() + "/" + order.boot() + " " + (runs() ? runState : "exited " + exitStatus) + " has "
                    + guest;
        }
    }

    /** An active migration with its remaining steps. */
    private record Transfer(
            Qemu source, @Nullable Qemu destination, TransferOutcome outcome, Deque<Runnable> remaining) {}

    GuestQemus(InstantSource clock, RandomGenerator random, Function<LaunchOrder, String> guestOf) {
        this.clock = clock;
        this.random = random;
        this.guestOf = guestOf;
    }

    private static String parameters() {
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        for (ParameterSpec spec :
                ManualReconciler.catalogues().of(QemuVersion.parse("7.2")).parameters()) {
            if (spec.defaultValue() != null) {
                parameters.set(
                        spec.name(),
                        JsonMapper.shared().valueToTree(spec.defaultValue().toJsonValue()));
            }
        }
        return parameters.toString();
    }

    /** Returns the outcomes that have occurred. */
    Set<String> outcomes() {
        return outcomes;
    }

    int launches() {
        return launches;
    }

    /** Returns the running QEMU of a VM. */
    Optional<Qemu> running(String vm) {
        return Optional.ofNullable(latest.get(vm)).filter(Qemu::runs);
    }

    boolean runsAGuest(String vm) {
        return running(vm).filter(qemu -> qemu.runState.equals("running")).isPresent();
    }

    /** Stops a QEMU with an exit status. */
    void exit(Qemu qemu, int status) {
        if (!qemu.runs()) {
            return;
        }
        qemu.exitStatus = status;
        qemu.client = null;
        alive.remove(qemu);
        Transfer transfer = qemu.transfer;
        if (transfer == null) {
            return;
        }
        qemu.transfer = null;
        boolean transferCompleted = transfer.source().outgoing.equals("completed")
                || (transfer.outcome() == TransferOutcome.SOURCE_EXITS_AFTER_TRANSFER
                        && transfer.remaining().size() <= 1);
        if (transfer.source() == qemu) {
            Qemu destination = transfer.destination();
            if (destination != null && !transferCompleted && destination.runState.equals("inmigrate")) {
                transfer.remaining().clear();
                transfer.remaining().add(() -> exit(destination, 1));
            }
        } else if (transfer.source().runs() && !transfer.source().runState.equals("postmigrate")) {
            transfer.remaining().clear();
            transfer.remaining().add(() -> fail(transfer.source()));
        }
    }

    /** Stops all QEMUs, like a reboot of the host. */
    void rebootHost() {
        for (Qemu qemu : List.copyOf(alive)) {
            qemu.transfer = null;
            exit(qemu, -1);
        }
    }

    /** Fails the migration on the source, which resumes its guest unless postcopy has started. */
    private void fail(Qemu source) {
        source.runState = source.outgoing.startsWith("postcopy") ? "postmigrate" : "running";
        source.outgoing = "failed";
        check();
    }

    /** Runs one step of a random migration; returns false if there is none. */
    boolean advance() {
        List<Transfer> transfers = alive.stream()
                .map(qemu -> qemu.transfer)
                .filter(transfer -> transfer != null && !transfer.remaining().isEmpty())
                .distinct()
                .toList();
        if (transfers.isEmpty()) {
            return false;
        }
        Transfer transfer = transfers.get(random.nextInt(transfers.size()));
        transfer.remaining().removeFirst().run();
        if (transfer.remaining().isEmpty()) {
            outcomes.add(transfer.outcome().name());
            transfer.source().transfer = null;
            if (transfer.destination() != null) {
                transfer.destination().transfer = null;
            }
        }
        check();
        return true;
    }

    private void start(Qemu source, @Nullable Qemu destination) {
        Deque<Runnable> steps = new ArrayDeque<>();
        TransferOutcome outcome = destination == null
                ? TransferOutcome.FAILS
                : TransferOutcome.values()[random.nextInt(TransferOutcome.values().length)];
        Transfer transfer = new Transfer(source, destination, outcome, steps);
        source.outgoing = "active";
        source.transfer = transfer;
        if (destination == null) {
            steps.add(() -> fail(source));
            return;
        }
        destination.transfer = transfer;
        destination.incomingStatus = "active";
        Runnable stop = () -> {
            source.outgoing = "device";
            source.runState = "finish-migrate";
        };
        Runnable complete = () -> {
            source.outgoing = "completed";
            source.runState = "postmigrate";
        };
        Runnable arrive = () -> arrive(source, destination);
        Runnable fail = () -> fail(source);
        switch (outcome) {
            case COMPLETES -> steps.addAll(List.of(stop, complete, arrive));
            case COMPLETES_ON_DESTINATION_FIRST -> steps.addAll(List.of(stop, arrive, complete));
            case FAILS -> steps.addAll(List.of(() -> exit(destination, 1), fail));
            case FAILS_WITH_WAITING_DESTINATION ->
                steps.addAll(List.of(() -> destination.incomingStatus = "failed", fail));
            case FAILS_AFTER_ARRIVAL ->
                steps.addAll(List.of(stop, arrive, () -> {
                    source.outgoing = "failed";
                    source.runState = "postmigrate";
                }));
            case SILENT_HANG -> steps.addAll(List.of(stop, complete));
            case DESTINATION_EXITS_AFTER_ARRIVAL ->
                steps.addAll(List.of(stop, complete, arrive, () -> exit(destination, 139)));
            case SOURCE_EXITS_DURING_TRANSFER -> steps.addAll(List.of(() -> exit(source, 137)));
            case SOURCE_EXITS_AFTER_TRANSFER -> steps.addAll(List.of(stop, () -> exit(source, 137), arrive));
            case POSTCOPY_FAILS ->
                steps.addAll(List.of(
                        stop,
                        () -> {
                            source.outgoing = "postcopy-active";
                            arrive(source, destination);
                            destination.incomingStatus = "postcopy-active";
                        },
                        () -> {
                            source.outgoing = "failed";
                            source.runState = "postmigrate";
                            destination.runState = "paused";
                        }));
        }
    }

    private void arrive(Qemu source, Qemu destination) {
        if (destination.runs()) {
            destination.guest = source.guest;
            destination.runState = "running";
            destination.incomingStatus = "completed";
            check();
        }
    }

    /** Checks that no guest runs in two QEMUs. */
    private void check() {
        Map<String, Qemu> running = new TreeMap<>();
        for (Qemu qemu : alive) {
            if (qemu.guest != null && qemu.runState.equals("running")) {
                Qemu other = running.put(qemu.guest, qemu);
                if (other != null) {
                    throw new AssertionError("A guest runs twice: " + other + ", and " + qemu);
                }
            }
        }
    }

    @Override
    public String runtime() {
        return "simulated";
    }

    @Override
    public Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted) {
        Optional<QemuInstance> known = find(order.vm());
        if (known.isPresent() && !(known.get() instanceof QemuInstance.Exited)) {
            return known;
        }
        if (!permitted.getAsBoolean()) {
            outcomes.add("not permitted");
            return Optional.empty();
        }
        Qemu qemu = new Qemu(order, clock.instant(), guestOf.apply(order));
        alive.stream()
                .filter(other -> qemu.guest != null && qemu.guest.equals(other.guest))
                .filter(other -> !other.runState.equals("postmigrate"))
                .findFirst()
                .ifPresent(other -> {
                    throw new AssertionError("The guest of " + qemu + " already runs in another QEMU: " + other);
                });
        latest.put(order.vm(), qemu);
        alive.add(qemu);
        launches++;
        check();
        return find(order.vm());
    }

    @Override
    public Optional<QemuInstance> find(String vm) {
        Qemu qemu = latest.get(vm);
        if (qemu == null) {
            return Optional.empty();
        }
        LaunchOrder order = qemu.order;
        List<BootStep.Reached> steps =
                List.of(new BootStep.Reached(BootStep.MONITOR_READY, BootPhase.MACHINE_READY, qemu.launchedAt));
        QemuInstance.Start start = new QemuInstance.Start(vm, order.boot(), qemu.launchedAt, order.arguments(), steps);
        Integer exit = qemu.exitStatus;
        return Optional.of(
                exit == null
                        ? new QemuInstance.Running(start, new QemuInstance.NextProbe.Periodic())
                        : new QemuInstance.Exited(start, exit, List.of()));
    }

    @Override
    public QmpChannel connect(QemuInstance.Running instance) {
        Qemu qemu = latest.get(instance.vm());
        if (qemu == null || !qemu.runs() || qemu.order.boot() != instance.boot()) {
            throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The QEMU has exited", null);
        }
        if (qemu.client != null) {
            throw new QmpException(QmpException.Reason.DEADLINE_EXCEEDED, "The monitor serves another client", null);
        }
        return new Channel(qemu);
    }

    @Override
    public void stop(String vm) {
        Qemu qemu = latest.remove(vm);
        if (qemu != null) {
            exit(qemu, 0);
        }
    }

    /** A connection to a monitor. */
    private final class Channel implements QmpChannel {

        private final Qemu qemu;

        private final Deque<String> replies = new ArrayDeque<>();

        private Channel(Qemu qemu) {
            this.qemu = qemu;
            qemu.client = this;
            replies.add("{\"QMP\": {\"version\": {\"qemu\": {\"major\": 7, \"minor\": 2, \"micro\": 0}}}}");
        }

        @Override
        public void send(String line) {
            if (!qemu.runs() || qemu.client != this) {
                throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The QEMU has exited", null);
            }
            JsonNode command = JsonMapper.shared().readTree(line);
            String answer = answer(command.path("execute").asString(), command.path("arguments"));
            replies.add(
                    answer.startsWith("!")
                            ? "{\"error\": {\"class\": \"GenericError\", \"desc\": \"" + answer.substring(1)
                                    + "\"}, \"id\": " + command.get("id") + "}"
                            : "{\"return\": " + answer + ", \"id\": " + command.get("id") + "}");
        }

        private String answer(String name, JsonNode arguments) {
            return switch (name) {
                case "query-status" ->
                    "{\"running\": " + qemu.runState.equals("running") + ", \"status\": \"" + qemu.runState + "\"}";
                case "query-migrate" ->
                    "{\"status\": \"" + (qemu.outgoing.equals("none") ? qemu.incomingStatus : qemu.outgoing) + "\""
                            + (qemu.incoming ? LISTENS : "") + "}";
                case "query-migrate-parameters" -> PARAMETERS;
                case "query-migrate-capabilities" -> "[]";
                case "migrate" -> migrate(arguments);
                case "migrate_cancel" -> cancel();
                default -> "{}";
            };
        }

        private String migrate(JsonNode arguments) {
            if (qemu.runState.equals("inmigrate")) {
                return "!Guest is waiting for an incoming migration";
            }
            if (qemu.runState.equals("postmigrate")) {
                return "!Can't migrate the vm that was paused due to previous migration";
            }
            if (Set.of("active", "device", "postcopy-active").contains(qemu.outgoing)) {
                return "!There's a migration process in progress";
            }
            Matcher target = TARGET.matcher(arguments.toString());
            Qemu destination = target.find() ? latest.get(target.group(1)) : null;
            boolean listens = destination != null
                    && destination.runs()
                    && destination.runState.equals("inmigrate")
                    && destination.incomingStatus.equals("setup");
            start(qemu, listens ? destination : null);
            return "{}";
        }

        private String cancel() {
            Transfer transfer = qemu.transfer;
            if (qemu.outgoing.equals("active") && transfer != null) {
                Qemu destination = transfer.destination();
                qemu.outgoing = "cancelled";
                transfer.remaining().clear();
                transfer.remaining().add(() -> {
                    if (destination != null) {
                        exit(destination, 1);
                    }
                });
                outcomes.add("CANCELLED");
            }
            return "{}";
        }

        @Override
        public @Nullable String receive(Duration deadline) {
            if (!qemu.runs()) {
                throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The QEMU has exited", null);
            }
            return replies.poll();
        }

        @Override
        public void close() {
            if (qemu.client == this) {
                qemu.client = null;
            }
        }
    }
}
