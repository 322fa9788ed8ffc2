package dev.outset.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.parameters.MigrationParameter;
import dev.outset.qemu.RunState;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.Conditions;
import dev.outset.status.GuestLocation;
import dev.outset.status.ObservedParameter;
import dev.outset.status.Verdict;
import dev.outset.status.VmPhase;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.VmStatusSaved;
import dev.outset.support.SettableClock;
import dev.outset.vm.VmName;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VmMetersTests {

    private static final VmName VM = new VmName("db-1");

    private final SettableClock clock = new SettableClock();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private final VmMeters meters = new VmMeters(registry, clock, new TelemetrySettings(Duration.ofSeconds(15), 2));

    @Test
    void measuresABootFromItsLaunch() {
        BootStatus boot = boot(1);
        clock.advance(Duration.ofMillis(700));

        save(VM, status(boot, Condition.Truth.TRUE, "AllParametersMatch"));

        assertThat(timer("verified").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(700);
    }

    @Test
    void measuresEachBootOnceIfTheConditionFlaps() {
        save(VM, status(boot(1), Condition.Truth.TRUE, "AllParametersMatch"));
        save(VM, status(boot(1), Condition.Truth.UNKNOWN, "Timeout"));
        save(VM, status(boot(1), Condition.Truth.TRUE, "AllParametersMatch"));
        assertThat(timer("verified").count()).isEqualTo(1);

        save(VM, status(boot(2), Condition.Truth.TRUE, "AllParametersMatch"));
        assertThat(timer("verified").count()).isEqualTo(2);
    }

    @Test
    void countsAVerificationOnlyIfTheConditionChanged() {
        VmStatus status = status(boot(1), Condition.Truth.FALSE, "ParametersDiffer");

        save(VM, status, event("ParametersDiffer"));
        save(VM, status, event("QemuEvent"));

        assertThat(registry.get(VmMeters.VERIFICATIONS)
                        .tag("outcome", "ParametersDiffer")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(count(VmMeters.DRIFT_FOUND)).isEqualTo(1);
        assertThat(count(VmMeters.DRIFT_REPAIRED)).isZero();
    }

    @Test
    void countsARepairedDriftAsFoundToo() {
        save(VM, status(boot(1), Condition.Truth.TRUE, "AllParametersMatch"), event("DriftRepaired"));

        assertThat(count(VmMeters.DRIFT_FOUND)).isEqualTo(1);
        assertThat(count(VmMeters.DRIFT_REPAIRED)).isEqualTo(1);
    }

    @Test
    void countsValuesSetTooLate() {
        save(VM, status(boot(1), Condition.Truth.FALSE, "TooLate"), event("TooLate"));

        assertThat(count(VmMeters.TOO_LATE)).isEqualTo(1);
    }

    @Test
    void tracksOnlyTheMostRecentVms() {
        VmStatus verified = status(boot(1), Condition.Truth.TRUE, "AllParametersMatch");
        IntStream.range(0, 7).forEach(i -> save(new VmName("db-" + i), verified));
        assertThat(timer("verified").count()).isEqualTo(7);

        save(new VmName("db-6"), verified);
        assertThat(timer("verified").count()).isEqualTo(7);

        save(new VmName("db-0"), verified);
        assertThat(timer("verified").count()).isEqualTo(8);
    }

    private void save(VmName name, VmStatus status, EventDraft... events) {
        meters.on(new VmStatusSaved(name, status, List.of(events)));
    }

    private Timer timer(String milestone) {
        return registry.get(VmMeters.BOOT).tag("milestone", milestone).timer();
    }

    private double count(String name) {
        return registry.get(name).counter().count();
    }

    private EventDraft event(String reason) {
        return new EventDraft(VM, clock.instant(), EventDraft.Type.NORMAL, reason, "because", 1);
    }

    private BootStatus boot(long number) {
        return new BootStatus(number, 1, clock.instant(), false, null, List.of(), 0, null, 0, List.of(), List.of());
    }

    private VmStatus status(BootStatus boot, Condition.Truth verified, String reason) {
        Conditions conditions = Conditions.none()
                .with(new Condition(ConditionType.VERIFIED, verified, reason, "because", 1, clock.instant()));
        List<ObservedParameter> parameters = List.of(new ObservedParameter(
                new MigrationParameter("multifd-channels"), null, null, null, List.of(), null, Verdict.TOO_LATE));
        return new VmStatus(
                1,
                VmPhase.RUNNING,
                null,
                RunState.RUNNING,
                GuestLocation.of(VmPhase.RUNNING, RunState.RUNNING, null),
                conditions,
                boot,
                null,
                parameters,
                List.of(),
                0,
                null);
    }
}
