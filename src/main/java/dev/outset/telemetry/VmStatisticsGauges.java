package dev.outset.telemetry;

import dev.outset.status.ConditionType;
import dev.outset.store.VmStatistics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;

/** Exposes the latest VM statistics as gauges. All replicas expose the same values, read from the shared database. */
final class VmStatisticsGauges {

    private static final Logger LOG = LoggerFactory.getLogger(VmStatisticsGauges.class);

    private final VmStatistics statistics;

    private final TaskScheduler timer;

    private final TelemetrySettings settings;

    private final MultiGauge phases;

    private final MultiGauge versions;

    private final MultiGauge conditions;

    private final MultiGauge held;

    /** Null if the database is unavailable; the gauges then report NaN. */
    private volatile VmStatistics.@Nullable Queue reconciliations;

    VmStatisticsGauges(
            VmStatistics statistics, MeterRegistry registry, TaskScheduler timer, TelemetrySettings settings) {
        this.statistics = statistics;
        this.timer = timer;
        this.settings = settings;
        this.phases = vms("outset.vms", "VMs per phase", registry);
        this.versions = vms("outset.vms.versions", "VMs per QEMU release", registry);
        this.conditions = vms("outset.vms.conditions", "VMs per condition and status", registry);
        this.held = vms("outset.vms.held", "VMs per reason of their hold", registry);
        queue("outset.queue.due", "Reconciliations waiting for a worker", VmStatistics.Queue::due, registry);
        queue("outset.queue.running", "Reconciliations in progress", VmStatistics.Queue::running, registry);
        TimeGauge.builder(
                        "outset.queue.age",
                        this,
                        TimeUnit.MILLISECONDS,
                        gauges -> gauges.reconciliations(VmStatisticsGauges::waited))
                .description("Time that the oldest due reconciliation has waited")
                .register(registry);
    }

    private static double waited(VmStatistics.Queue reconciliations) {
        return reconciliations.oldestWait().toMillis();
    }

    private static MultiGauge vms(String name, String description, MeterRegistry registry) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private void queue(
            String name, String description, ToDoubleFunction<VmStatistics.Queue> value, MeterRegistry registry) {
        Gauge.builder(name, this, gauges -> gauges.reconciliations(value))
                .description(description)
                .register(registry);
    }

    private double reconciliations(ToDoubleFunction<VmStatistics.Queue> value) {
        VmStatistics.Queue latest = reconciliations;
        return latest == null ? Double.NaN : value.applyAsDouble(latest);
    }

    /** Updates the gauges periodically after the service is ready. */
    @EventListener(ApplicationReadyEvent.class)
    void start() {
        var _ = timer.scheduleAtFixedRate(this::refresh, settings.statisticsInterval());
    }

    private void refresh() {
        try {
            VmStatistics.Vms vms = statistics.vms();
            phases.register(rows("phase", vms.phases()), true);
            versions.register(rows("version", vms.versions()), true);
            conditions.register(
                    vms.conditions().entrySet().stream()
                            .flatMap(entry -> rows(entry.getKey(), entry.getValue()).stream())
                            .toList(),
                    true);
            held.register(rows("reason", statistics.held()), true);
            reconciliations = statistics.queue();
        } catch (DataAccessException unreachable) {
            LOG.debug("No VM statistics", unreachable);
            List.of(phases, versions, conditions, held).forEach(gauge -> gauge.register(List.<Row<?>>of(), true));
            reconciliations = null;
        }
    }

    private static List<Row<?>> rows(String tag, Map<String, Long> counts) {
        return counts.entrySet().stream()
                .<Row<?>>map(entry -> Row.of(Tags.of(tag, entry.getKey()), entry.getValue()))
                .toList();
    }

    private static List<Row<?>> rows(ConditionType type, Map<String, Long> counts) {
        return counts.entrySet().stream()
                .<Row<?>>map(
                        entry -> Row.of(Tags.of("type", type.toString(), "status", entry.getKey()), entry.getValue()))
                .toList();
    }
}
