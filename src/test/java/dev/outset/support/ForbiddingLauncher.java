package dev.outset.support;

import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpForbiddenException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A launcher whose monitors reject some commands before they are sent, as the host policy does.
 *
 * @param launcher the wrapped launcher
 * @param forbidden the rejected commands
 */
public record ForbiddingLauncher(QemuLauncher launcher, Set<String> forbidden) implements QemuLauncher {

    /** Creates a launcher that does not reject any commands yet. */
    public ForbiddingLauncher(QemuLauncher launcher) {
        this(launcher, ConcurrentHashMap.newKeySet());
    }

    @Override
    public String runtime() {
        return launcher.runtime();
    }

    @Override
    public Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted) {
        return launcher.launch(order, permitted);
    }

    @Override
    public Optional<QemuInstance> find(String vm) {
        return launcher.find(vm);
    }

    @Override
    public QmpChannel connect(QemuInstance.Running instance) {
        return new Channel(launcher.connect(instance), forbidden);
    }

    @Override
    public void stop(String vm) {
        launcher.stop(vm);
    }

    private record Channel(QmpChannel channel, Set<String> forbidden) implements QmpChannel {
        @Override
        public void send(String line) {
            if (forbidden.stream().anyMatch(command -> line.contains("\"execute\":\"" + command + "\""))) {
                throw new QmpForbiddenException("AddressNotAllowed", "The command is rejected: it would run a program");
            }
            channel.send(line);
        }

        @Override
        public @Nullable String receive(Duration deadline) {
            return channel.receive(deadline);
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}
