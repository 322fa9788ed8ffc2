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
 * QEMUs of which only the guests count: a start without {@code -incoming} has the guest of its VM, and a migration takes it
 * to another QEMU, in steps that a test lets happen one by one, with an outcome that is drawn by chance. As with a real
 * QEMU, a monitor serves one connection at a time. They fail as soon as a guest is at two places.
 */
final class GuestQemus implements QemuLauncher {

    private static final Pattern PLACE = Pattern.compile("tcp:([a-z]+):");

    private static final String PARAMETERS = parameters();

    private final InstantSource clock;

    private final RandomGenerator random;

    private final Function<LaunchOrder, String> guestOf;

    private final Map<String, Qemu> latest = new TreeMap<>();

    /** QEMUs that run. */
    private final List<Qemu> alive = new ArrayList<>();

    private final Set<String> outcomes = new HashSet<>();

    private int launches;

    /** What becomes of a migration. */
    enum Fate {
        ARRIVES,
        ARRIVES_BEFORE_THE_SOURCE_KNOWS,
        FAILS,
        FAILS_AND_THE_DESTINATION_WAITS,
        FAILS_AFTER_IT_ARRIVED,
        HANGS_SILENTLY,
        DESTINATION_ENDS_AFTER_IT_ARRIVED,
        SOURCE_ENDS_ON_THE_WAY,
        SOURCE_ENDS_AFTER_ALL_IS_SENT,
        BREAKS_IN_POSTCOPY
    }

    /** Where each that is incoming listens, as the definitions of the simulation say. */
    private static final String LISTENS =
            ", \"socket-address\": [{\"type\": \"inet\", \"host\": \"0.0.0.0\", \"port\": \"4444\"}]";

    /** One QEMU. */
    static final class Qemu {
        private final LaunchOrder order;
        private final Instant launchedAt;
        private final boolean incoming;
        private String runState;
        private @Nullable String guest;
        private String outgoing = "none";
        private String incomingStatus;
        private @Nullable Integer exitStatus;
        private @Nullable Journey journey;
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

    /** A migration under way; {@code left} are the steps that have not happened. */
    private record Journey(Qemu source, @Nullable Qemu destination, Fate fate, Deque<Runnable> left) {}

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
                        JsonMapper.shared().valueToTree(spec.defaultValue().plain()));
            }
        }
        return parameters.toString();
    }

    /** The fates that have come true. */
    Set<String> outcomes() {
        return outcomes;
    }

    int launches() {
        return launches;
    }

    /** The VM's QEMU if it runs. */
    Optional<Qemu> running(String vm) {
        return Optional.ofNullable(latest.get(vm)).filter(Qemu::runs);
    }

    boolean runsAGuest(String vm) {
        return running(vm).filter(qemu -> qemu.runState.equals("running")).isPresent();
    }

    /** Ends a QEMU. */
    void ends(Qemu qemu, int status) {
        if (!qemu.runs()) {
            return;
        }
        qemu.exitStatus = status;
        qemu.client = null;
        alive.remove(qemu);
        Journey journey = qemu.journey;
        if (journey == null) {
            return;
        }
        qemu.journey = null;
        boolean allIsSent = journey.source().outgoing.equals("completed")
                || (journey.fate() == Fate.SOURCE_ENDS_AFTER_ALL_IS_SENT
                        && journey.left().size() <= 1);
        if (journey.source() == qemu) {
            Qemu destination = journey.destination();
            if (destination != null && !allIsSent && destination.runState.equals("inmigrate")) {
                journey.left().clear();
                journey.left().add(() -> ends(destination, 1));
            }
        } else if (journey.source().runs() && !journey.source().runState.equals("postmigrate")) {
            journey.left().clear();
            journey.left().add(() -> fails(journey.source()));
        }
    }

    /** Ends all QEMUs, as a reboot of their host does. */
    void hostReboots() {
        for (Qemu qemu : List.copyOf(alive)) {
            qemu.journey = null;
            ends(qemu, -1);
        }
    }

    /** A guest that was stopped for the migration goes on. */
    private void fails(Qemu source) {
        source.runState = source.outgoing.startsWith("postcopy") ? "postmigrate" : "running";
        source.outgoing = "failed";
        check();
    }

    /** One step of one migration. */
    boolean advance() {
        List<Journey> journeys = alive.stream()
                .map(qemu -> qemu.journey)
                .filter(journey -> journey != null && !journey.left().isEmpty())
                .distinct()
                .toList();
        if (journeys.isEmpty()) {
            return false;
        }
        Journey journey = journeys.get(random.nextInt(journeys.size()));
        journey.left().removeFirst().run();
        if (journey.left().isEmpty()) {
            outcomes.add(journey.fate().name());
            journey.source().journey = null;
            if (journey.destination() != null) {
                journey.destination().journey = null;
            }
        }
        check();
        return true;
    }

    private void begin(Qemu source, @Nullable Qemu destination) {
        Deque<Runnable> steps = new ArrayDeque<>();
        Fate fate = destination == null ? Fate.FAILS : Fate.values()[random.nextInt(Fate.values().length)];
        Journey journey = new Journey(source, destination, fate, steps);
        source.outgoing = "active";
        source.journey = journey;
        if (destination == null) {
            steps.add(() -> fails(source));
            return;
        }
        destination.journey = journey;
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
        Runnable fail = () -> fails(source);
        switch (fate) {
            case ARRIVES -> steps.addAll(List.of(stop, complete, arrive));
            case ARRIVES_BEFORE_THE_SOURCE_KNOWS -> steps.addAll(List.of(stop, arrive, complete));
            case FAILS -> steps.addAll(List.of(() -> ends(destination, 1), fail));
            case FAILS_AND_THE_DESTINATION_WAITS ->
                steps.addAll(List.of(() -> destination.incomingStatus = "failed", fail));
            case FAILS_AFTER_IT_ARRIVED ->
                steps.addAll(List.of(stop, arrive, () -> {
                    source.outgoing = "failed";
                    source.runState = "postmigrate";
                }));
            case HANGS_SILENTLY -> steps.addAll(List.of(stop, complete));
            case DESTINATION_ENDS_AFTER_IT_ARRIVED ->
                steps.addAll(List.of(stop, complete, arrive, () -> ends(destination, 139)));
            case SOURCE_ENDS_ON_THE_WAY -> steps.addAll(List.of(() -> ends(source, 137)));
            case SOURCE_ENDS_AFTER_ALL_IS_SENT -> steps.addAll(List.of(stop, () -> ends(source, 137), arrive));
            case BREAKS_IN_POSTCOPY ->
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

    /** No guest runs in two QEMUs. */
    private void check() {
        Map<String, Qemu> places = new TreeMap<>();
        for (Qemu qemu : alive) {
            if (qemu.guest != null && qemu.runState.equals("running")) {
                Qemu other = places.put(qemu.guest, qemu);
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
                    throw new AssertionError("The guest of " + qemu + " is at another place already: " + other);
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
        List<QemuInstance.Reached> steps =
                List.of(new QemuInstance.Reached(BootStep.MONITOR_READY, BootPhase.MACHINE_READY, qemu.launchedAt));
        Integer exit = qemu.exitStatus;
        return Optional.of(
                exit == null
                        ? new QemuInstance.Running(vm, order.boot(), qemu.launchedAt, order.arguments(), steps)
                        : new QemuInstance.Exited(
                                vm, order.boot(), qemu.launchedAt, order.arguments(), steps, exit, List.of()));
    }

    @Override
    public QmpChannel connect(QemuInstance.Running instance) {
        Qemu qemu = latest.get(instance.vm());
        if (qemu == null || !qemu.runs() || qemu.order.boot() != instance.boot()) {
            throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The QEMU is gone", null);
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
            ends(qemu, 0);
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
                throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The QEMU is gone", null);
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
            Matcher place = PLACE.matcher(arguments.toString());
            Qemu destination = place.find() ? latest.get(place.group(1)) : null;
            boolean listens = destination != null
                    && destination.runs()
                    && destination.runState.equals("inmigrate")
                    && destination.incomingStatus.equals("setup");
            begin(qemu, listens ? destination : null);
            return "{}";
        }

        private String cancel() {
            Journey journey = qemu.journey;
            if (qemu.outgoing.equals("active") && journey != null) {
                Qemu destination = journey.destination();
                qemu.outgoing = "cancelled";
                journey.left().clear();
                journey.left().add(() -> {
                    if (destination != null) {
                        ends(destination, 1);
                    }
                });
                outcomes.add("CANCELLED");
            }
            return "{}";
        }

        @Override
        public @Nullable String receive(Duration deadline) {
            if (!qemu.runs()) {
                throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The QEMU is gone", null);
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
