package dev.outset.simulator.host;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.QemuChangeListener;
import dev.outset.launch.QemuLauncher;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.Simulator;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class SimulatorConfiguration {

    @Bean
    Simulator simulator(Catalogues catalogues) {
        return new Simulator(catalogues);
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
            Simulator simulator, SimulatedQemuService qemus, MonitorEvents events, SimulatorSettings settings) {
        return new SocketService(new MonitorSockets(simulator, qemus, events, settings), settings);
    }

    /** Scans the monitor sockets periodically, and when a QEMU is launched or stopped in this process. */
    static final class SocketService implements SmartLifecycle {

        private static final Logger LOG = LoggerFactory.getLogger(SocketService.class);

        private final MonitorSockets sockets;

        private final SimulatorSettings settings;

        private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("qmp-sockets").factory());

        private volatile boolean running;

        SocketService(MonitorSockets sockets, SimulatorSettings settings) {
            this.sockets = sockets;
            this.settings = settings;
        }

        void scanSoon() {
            try {
                executor.execute(this::scan);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("Monitor sockets are not updated anymore: the service is stopping");
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
            long interval = settings.scanInterval().toMillis();
            running = true;
            sockets.removeStale();
            var _ = executor.scheduleWithFixedDelay(this::scan, 0, interval, TimeUnit.MILLISECONDS);
        }

        @Override
        public void stop() {
            running = false;
            executor.shutdownNow();
            sockets.close();
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
