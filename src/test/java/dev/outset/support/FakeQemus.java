package dev.outset.support;

import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.LaunchException;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scripted QEMUs for behaviour that neither a real nor a simulated QEMU shows on demand. They support only the defaults
 * of their release, {@code -global migration.…} and {@code -incoming config:} in key=value form.
 */
public final class FakeQemus implements QemuLauncher {

    private final Catalogues catalogues;

    private final InstantSource clock;

    private final Map<String, Qemu> running = new ConcurrentHashMap<>();

    private final List<String> commands = new ArrayList<>();

    private final List<LaunchOrder> launches = new ArrayList<>();

    private Duration startTakes = Duration.ZERO;

    private @Nullable String waitingFor;

    private @Nullable String refusal;

    private @Nullable LaunchException notLaunchable;

    private boolean silent;

    private final Deque<String> applyErrors = new ArrayDeque<>();

    private final List<String> ignored = new ArrayList<>();

    private final Map<String, Integer> breaks = new HashMap<>();

    private final Map<String, Integer> lostReplies = new HashMap<>();

    private @Nullable String incomingRefusal;

    /** One QEMU. */
    private static final class Qemu {
        private final LaunchOrder order;
        private final Instant launchedAt;
        private final Instant readyAt;
        private final ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        private final Map<String, Boolean> capabilities = new LinkedHashMap<>();
        private boolean listens;
        private String runState;
        private @Nullable Integer exitStatus;
        private List<String> stderr = List.of();

        private Qemu(LaunchOrder order, Instant launchedAt, Instant readyAt) {
            this.runState = order.arguments().contains("-incoming") ? "inmigrate" : "running";
            this.order = order;
            this.launchedAt = launchedAt;
            this.readyAt = readyAt;
        }
    }

    /** Creates QEMUs of the releases in the catalogues. */
    public FakeQemus(Catalogues catalogues, InstantSource clock) {
        this.catalogues = catalogues;
        this.clock = clock;
    }

    /** Sets how long further starts take. */
    public void setStartDuration(Duration duration) {
        this.startTakes = duration;
    }

    /** Sets what starting QEMUs wait for; null for nothing. */
    public void setWaitingFor(@Nullable String what) {
        this.waitingFor = what;
    }

    /** Makes further starts fail with an error message; null lets them succeed. */
    public void failStarts(@Nullable String stderr) {
        this.refusal = stderr;
    }

    /** Makes further launches throw; null lets them succeed. */
    public void failLaunches(@Nullable LaunchException reason) {
        this.notLaunchable = reason;
    }

    /** Sets whether monitors accept connections without responding. */
    public void setSilent(boolean isSilent) {
        this.silent = isSilent;
    }

    /** Makes the next {@code migrate-set-parameters} fail. */
    public void failNextApply(String desc) {
        applyErrors.add(desc);
    }

    /** Makes QEMU ignore the next attempts to set a parameter. */
    public void ignoreParameter(String parameter, int times) {
        for (int i = 0; i < times; i++) {
            ignored.add(parameter);
        }
    }

    /** Breaks the connection instead of executing a command the next times. */
    public void breakConnectionAt(String command, int times) {
        breaks.put(command, times);
    }

    /** Breaks the connection after executing a command, before its reply, the next times. */
    public void loseReplyTo(String command, int times) {
        lostReplies.put(command, times);
    }

    /** Makes further incoming migrations fail to start; null lets them succeed. */
    public void failIncoming(@Nullable String desc) {
        this.incomingRefusal = desc;
    }

    /** Makes a QEMU exit. */
    public void exit(String vm, int status, String stderr) {
        Qemu qemu = qemu(vm);
        qemu.exitStatus = status;
        qemu.stderr = List.of(stderr);
    }

    /** Puts a QEMU into the state after an outgoing migration that another client started. */
    public void migrateAway(String vm) {
        qemu(vm).runState = "postmigrate";
    }

    /** Sets a parameter without the controller. */
    public void setParameter(String vm, String parameter, long value) {
        qemu(vm).parameters.put(parameter, value);
    }

    /** Switches a capability without the controller. */
    public void setCapability(String vm, String capability, boolean on) {
        qemu(vm).capabilities.put(capability, on);
    }

    /** Returns whether a capability is on. */
    public boolean isOn(String vm, String capability) {
        return Boolean.TRUE.equals(qemu(vm).capabilities.get(capability));
    }

    /** Returns every executed command, as {@code vm: name arguments}. */
    public List<String> commands() {
        return commands;
    }

    /** Returns every launch that started a new QEMU. */
    public List<LaunchOrder> launches() {
        return launches;
    }

    /** Returns the current value of a parameter. */
    public JsonNode parameter(String vm, String name) {
        return qemu(vm).parameters.path(name);
    }

    private Qemu qemu(String vm) {
        return Optional.ofNullable(running.get(vm)).orElseThrow();
    }

    @Override
    public String runtime() {
        return "simulated";
    }

    @Override
    public Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted) {
        if (notLaunchable != null) {
            throw notLaunchable;
        }
        Qemu existing = running.get(order.vm());
        if (existing == null || existing.exitStatus != null) {
            if (!permitted.getAsBoolean()) {
                return Optional.empty();
            }
            Qemu qemu = new Qemu(order, clock.instant(), clock.instant().plus(startTakes));
            createObject(qemu);
            if (refusal != null) {
                qemu.exitStatus = 1;
                qemu.stderr = List.of(refusal);
            }
            running.put(order.vm(), qemu);
            launches.add(order);
        }
        return find(order.vm());
    }

    private void createObject(Qemu qemu) {
        QemuCatalogue catalogue = catalogues.of(qemu.order.version());
        for (ParameterSpec spec : catalogue.parameters()) {
            if (spec.defaultValue() != null) {
                qemu.parameters.set(spec.name(), new RecordWriter().tree(spec.defaultValue()));
            }
        }
        catalogue.capabilities().forEach(spec -> qemu.capabilities.put(spec.name(), false));
        List<String> arguments = qemu.order.arguments();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            String value = arguments.get(i + 1);
            if (arguments.get(i).equals("-global") && value.startsWith("migration.")) {
                global(qemu, catalogue, value.substring("migration.".length()).split("=", 2));
            } else if (arguments.get(i).equals("-incoming") && value.startsWith("config:")) {
                for (String member : value.substring("config:".length()).split(",", -1)) {
                    put(qemu, member.split("=", 2)[0], member.split("=", 2)[1]);
                }
            } else if (arguments.get(i).equals("-incoming")) {
                qemu.listens |= !value.equals("defer");
            }
        }
    }

    private static void global(Qemu qemu, QemuCatalogue catalogue, String[] property) {
        catalogue.parameters().stream()
                .filter(spec -> property[0].equals(spec.property()))
                .forEach(spec -> put(qemu, spec.name(), property[1]));
        catalogue.capabilities().stream()
                .filter(spec -> property[0].equals(spec.property()))
                .forEach(spec -> qemu.capabilities.put(spec.name(), property[1].equals("on")));
    }

    private static void put(Qemu qemu, String name, String text) {
        if (text.matches("\\d+")) {
            qemu.parameters.put(name, Long.parseLong(text));
        } else if (text.equals("on") || text.equals("off")) {
            qemu.parameters.put(name, text.equals("on"));
        } else {
            qemu.parameters.put(name, text);
        }
    }

    @Override
    public Optional<QemuInstance> find(String vm) {
        Qemu qemu = running.get(vm);
        if (qemu == null) {
            return Optional.empty();
        }
        LaunchOrder order = qemu.order;
        Instant since = qemu.launchedAt;
        BootStep.Reached parsed = new BootStep.Reached(BootStep.OPTIONS_PARSED, BootPhase.NO_MACHINE, since);
        BootStep.Reached ready = new BootStep.Reached(BootStep.MONITOR_READY, BootPhase.MACHINE_READY, qemu.readyAt);
        Integer exit = qemu.exitStatus;
        boolean isReady = !clock.instant().isBefore(qemu.readyAt) && waitingFor == null;
        List<BootStep.Reached> steps =
                isReady && !(exit != null && exit == 1) ? List.of(parsed, ready) : List.of(parsed);
        QemuInstance.Start start = new QemuInstance.Start(vm, order.boot(), since, order.arguments(), steps);
        if (exit != null) {
            return Optional.of(new QemuInstance.Exited(start, exit, qemu.stderr));
        }
        return Optional.of(
                isReady
                        ? new QemuInstance.Running(start, new QemuInstance.NextProbe.Periodic())
                        : new QemuInstance.Starting(start, waitingFor == null ? qemu.readyAt : null, waitingFor));
    }

    @Override
    public QmpChannel connect(QemuInstance.Running instance) {
        return new Channel(qemu(instance.vm()));
    }

    @Override
    public void stop(String vm) {
        running.remove(vm);
    }

    /** A connection to a monitor. */
    private final class Channel implements QmpChannel {

        private final Qemu qemu;

        private final Deque<String> replies = new ArrayDeque<>();

        private Channel(Qemu qemu) {
            this.qemu = qemu;
            if (!silent) {
                replies.add("{\"QMP\": {\"version\": {\"qemu\": {\"major\": 7, \"minor\": 2, \"micro\": 0}}}}");
            }
        }

        @Override
        public void send(String line) {
            if (qemu.exitStatus != null) {
                throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The QEMU is gone", null);
            }
            JsonNode command = JsonMapper.shared().readTree(line);
            String name = command.path("execute").asString();
            if (breaks.merge(name, -1, Integer::sum) >= 0) {
                throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The connection broke at " + name, null);
            }
            commands.add(
                    qemu.order.vm() + ": " + name + (command.has("arguments") ? " " + command.get("arguments") : ""));
            JsonNode reply = answer(name, command.path("arguments"));
            ObjectNode message = JsonNodeFactory.instance.objectNode();
            message.set(reply.has("desc") ? "error" : "return", reply);
            message.set("id", command.path("id"));
            if (lostReplies.merge(name, -1, Integer::sum) >= 0) {
                throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The answer to " + name + " is lost", null);
            }
            if (!silent) {
                replies.add(message.toString());
            }
        }

        private JsonNode answer(String name, JsonNode arguments) {
            return switch (name) {
                case "query-status" ->
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("running", qemu.runState.equals("running"))
                            .put("status", qemu.runState);
                case "query-migrate-parameters" -> qemu.parameters.deepCopy();
                case "query-migrate-capabilities" ->
                    JsonMapper.shared()
                            .valueToTree(qemu.capabilities.entrySet().stream()
                                    .map(each -> Map.of("capability", each.getKey(), "state", each.getValue()))
                                    .toList());
                case "migrate-set-parameters" -> setParameters(arguments);
                case "migrate-set-capabilities" -> {
                    arguments
                            .path("capabilities")
                            .forEach(each -> qemu.capabilities.put(
                                    each.path("capability").asString(),
                                    each.path("state").asBoolean()));
                    yield JsonNodeFactory.instance.objectNode();
                }
                case "migrate-incoming" -> {
                    if (incomingRefusal != null) {
                        yield error(incomingRefusal);
                    }
                    boolean again = qemu.listens;
                    qemu.listens = true;
                    yield again
                            ? error("The incoming migration has already been started")
                            : JsonNodeFactory.instance.objectNode();
                }
                case "query-migrate" ->
                    qemu.listens
                            ? JsonNodeFactory.instance.objectNode().put("status", "setup")
                            : JsonNodeFactory.instance.objectNode();
                default -> JsonNodeFactory.instance.objectNode();
            };
        }

        private JsonNode setParameters(JsonNode arguments) {
            String failure = applyErrors.poll();
            if (failure != null) {
                return error(failure);
            }
            arguments.properties().forEach(member -> {
                if (!ignored.remove(member.getKey())) {
                    qemu.parameters.set(member.getKey(), member.getValue());
                }
            });
            return JsonNodeFactory.instance.objectNode();
        }

        private static ObjectNode error(String desc) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("class", "GenericError")
                    .put("desc", desc);
        }

        @Override
        public @Nullable String receive(Duration deadline) {
            return replies.poll();
        }

        @Override
        public void close() {
            replies.clear();
        }
    }
}
