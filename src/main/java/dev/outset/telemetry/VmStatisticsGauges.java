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
import org.springframework.dao.DataAccessException;

/** Shows the latest census as gauges. Every replica shows the same numbers: those of the database they share. */
final class VmStatisticsGauges {

    private static final Logger LOG = LoggerFactory.getLogger(VmStatisticsGauges.class);

    private final VmStatistics census;

    private final MultiGauge phases;

    private final MultiGauge versions;

    private final MultiGauge conditions;

    /** Null when the database could not be asked: the gauges then say that they do not know. */
    private volatile VmStatistics.@Nullable Passes passes;

    VmStatisticsGauges(VmStatistics census, MeterRegistry registry) {
        this.census = census;
        this.phases = vms("outset.vms", "VMs per phase", registry);
        this.versions = vms("outset.vms.versions", "VMs per QEMU release", registry);
        this.conditions = vms("outset.vms.conditions", "VMs per condition and its truth", registry);
        queue("outset.queue.due", "Passes that wait for a worker", VmStatistics.Passes::due, registry);
        queue("outset.queue.running", "Passes that a worker holds", VmStatistics.Passes::running, registry);
        TimeGauge.builder(
                        "outset.queue.age",
                        this,
                        TimeUnit.MILLISECONDS,
                        gauges -> gauges.passes(VmStatisticsGauges::waited))
                .description("How long the oldest due pass has waited")
                .register(registry);
    }

    private static double waited(VmStatistics.Passes passes) {
        return passes.oldestWait().toMillis();
    }

    private static MultiGauge vms(String name, String description, MeterRegistry registry) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private void queue(
            String name, String description, ToDoubleFunction<VmStatistics.Passes> value, MeterRegistry registry) {
        Gauge.builder(name, this, gauges -> gauges.passes(value))
                .description(description)
                .register(registry);
    }

    private double passes(ToDoubleFunction<VmStatistics.Passes> value) {
        VmStatistics.Passes latest = passes;
        return latest == null ? Double.NaN : value.applyAsDouble(latest);
    }

    /** Counts anew. */
    void refresh() {
        try {
            VmStatistics.Vms vms = census.vms();
            phases.register(rows("phase", vms.phases()), true);
            versions.register(rows("version", vms.versions()), true);
            conditions.register(
                    vms.conditions().entrySet().stream()
                            .flatMap(entry -> rows(entry.getKey(), entry.getValue()).stream())
                            .toList(),
                    true);
            passes = census.passes();
        } catch (DataAccessException unreachable) {
            LOG.debug("No census", unreachable);
            List.of(phases, versions, conditions).forEach(gauge -> gauge.register(List.<Row<?>>of(), true));
            passes = null;
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
