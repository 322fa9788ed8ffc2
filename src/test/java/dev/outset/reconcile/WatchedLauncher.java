package dev.outset.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qmp.QmpChannel;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks that a VM never has two QEMUs, and records the parameters in force when a QEMU starts to listen. */
final class WatchedLauncher implements QemuLauncher {

    private final QemuLauncher inner;

    private final Function<String, Optional<SimulatedQemu>> find;

    private final Map<String, Map<String, String>> atListening = new HashMap<>();

    WatchedLauncher(QemuLauncher inner, Function<String, Optional<SimulatedQemu>> find) {
        this.inner = inner;
        this.find = find;
    }

    /** Returns the parameters in force when a QEMU started to listen; null if it does not listen. */
    @Nullable Map<String, String> atListening(String vm, long boot) {
        return atListening.get(vm + "/" + boot);
    }

    @Override
    public String runtime() {
        return inner.runtime();
    }

    @Override
    public Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted) {
        assertThat(inner.find(order.vm()))
                .as("the QEMU of %s before another one is launched", order.vm())
                .matches(found -> found.isEmpty() || found.get() instanceof QemuInstance.Exited);
        Optional<QemuInstance> launched = inner.launch(order, permitted);
        if (launched.isEmpty()) {
            return launched;
        }
        assertThat(launched.get().boot()).isEqualTo(order.boot());
        atListening.remove(order.vm() + "/" + order.boot());
        for (int i = 0; i + 1 < order.arguments().size(); i++) {
            String value = order.arguments().get(i + 1);
            boolean listens = !value.equals("defer") && !value.startsWith("config:");
            if (order.arguments().get(i).equals("-incoming") && listens) {
                atListening.put(order.vm() + "/" + order.boot(), parameters(order.vm()));
            }
        }
        return launched;
    }

    private Map<String, String> parameters(String vm) {
        return find.apply(vm).orElseThrow().parameters().stream()
                .collect(Collectors.toMap(
                        each -> each.parameter().name(), each -> each.value().toString()));
    }

    @Override
    public Optional<QemuInstance> find(String vm) {
        return inner.find(vm);
    }

    @Override
    public QmpChannel connect(QemuInstance.Running instance) {
        return new Channel(inner.connect(instance), instance);
    }

    @Override
    public void stop(String vm) {
        inner.stop(vm);
    }

    private final class Channel implements QmpChannel {

        private final QmpChannel channel;

        private final QemuInstance.Running instance;

        private @Nullable Map<String, String> before;

        private @Nullable JsonNode id;

        private Channel(QmpChannel channel, QemuInstance.Running instance) {
            this.channel = channel;
            this.instance = instance;
        }

        @Override
        public void send(String line) {
            JsonNode command = JsonMapper.shared().readTree(line);
            if (command.path("execute").asString("").equals("migrate-incoming")) {
                before = parameters(instance.vm());
                id = command.path("id");
            }
            channel.send(line);
        }

        @Override
        public @Nullable String receive(Duration deadline) {
            String line = channel.receive(deadline);
            if (line != null && before != null) {
                JsonNode reply = JsonMapper.shared().readTree(line);
                if (reply.has("return") && reply.path("id").equals(id)) {
                    atListening.put(instance.vm() + "/" + instance.boot(), before);
                }
            }
            return line;
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}
