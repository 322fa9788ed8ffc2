package dev.outset.simulator.host;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.QemuChangeListener;
import dev.outset.launch.QemuLauncher;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.Simulator;
import dev.outset.simulator.boot.StepDurations;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class SimulatorConfiguration {

    @Bean
    Simulator simulator(Catalogues catalogues) {
        return new Simulator(catalogues, StepDurations.load());
    }

    @Bean
    MonitorEvents monitorEvents() {
        return new MonitorEvents();
    }

    @Bean
    SimulatedQemuService simulatedQemus(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Simulator simulator,
            InstantSource clock,
            MonitorEvents events,
            ObjectProvider<QemuChangeListener> changes) {
        return new SimulatedQemuService(
                new SimulatedQemuRepository(jdbc, new TransactionTemplate(transactions)),
                new SimulatedQemuCodec(simulator),
                clock,
                events,
                changes.getIfAvailable(QemuChangeListener::noop));
    }

    @Bean
    QemuLauncher simulatedLauncher(
            Simulator simulator,
            SimulatedQemuService qemus,
            MonitorEvents events,
            ObjectProvider<SocketService> sockets) {
        SocketService service = sockets.getIfAvailable();
        return new SimulatedLauncher(simulator, qemus, events, service == null ? () -> {} : service::scanSoon);
    }

    @Bean
    @ConditionalOnExpression("!'${outset.simulator.socket-folder:}'.isEmpty()")
    SocketService socketService(
            Simulator simulator,
            SimulatedQemuService qemus,
            MonitorEvents events,
            SimulatorSettings settings,
            TaskScheduler timer) {
        return new SocketService(new MonitorSockets(simulator, qemus, events, settings), settings, timer);
    }

    /** Scans the monitor sockets periodically, and when a QEMU is launched or stopped in this process. */
    static final class SocketService implements SmartLifecycle {

        private static final Logger LOG = LoggerFactory.getLogger(SocketService.class);

        private final MonitorSockets sockets;

        private final SimulatorSettings settings;

        private final TaskScheduler timer;

        private volatile @Nullable ScheduledFuture<?> scans;

        SocketService(MonitorSockets sockets, SimulatorSettings settings, TaskScheduler timer) {
            this.sockets = sockets;
            this.settings = settings;
            this.timer = timer;
        }

        void scanSoon() {
            if (isRunning()) {
                ScheduledFuture<?> _ =
                        timer.schedule(this::scan, timer.getClock().instant());
            }
        }

        private void scan() {
            try {
                sockets.scan();
            } catch (RuntimeException failed) {
                // The next scan may succeed; an exception would cancel the periodic execution.
                LOG.warn("Cannot update the monitor sockets", failed);
            }
        }

        @Override
        public void start() {
            sockets.removeStale();
            scans = timer.scheduleWithFixedDelay(this::scan, settings.scanInterval());
        }

        @Override
        public void stop() {
            ScheduledFuture<?> periodic = scans;
            if (periodic != null) {
                periodic.cancel(false);
            }
            scans = null;
            sockets.close();
        }

        @Override
        public boolean isRunning() {
            return scans != null;
        }
    }
}
