package dev.outset.telemetry;

import static dev.outset.parameters.SettingKind.CAPABILITY;
import static dev.outset.parameters.SettingKind.PARAMETER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.parameters.SettingKind;
import dev.outset.qemu.RunState;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.Conditions;
import dev.outset.status.GuestStatus;
import dev.outset.status.ObservedSetting;
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
        VmStatus status = status(
                boot(1),
                Condition.Truth.FALSE,
                "ParametersDiffer",
                setting(PARAMETER, "multifd-channels", Verdict.DIFFERS),
                setting(PARAMETER, "downtime-limit", Verdict.DIFFERS),
                setting(CAPABILITY, "multifd", Verdict.VERIFIED));

        save(VM, status, event("ParametersDiffer"));
        save(VM, status, event("QemuEvent"));

        assertThat(registry.get(VmMeters.VERIFICATIONS)
                        .tag("outcome", "ParametersDiffer")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(count(VmMeters.DRIFT_FOUND, PARAMETER)).isEqualTo(1);
        assertThat(count(VmMeters.DRIFT_FOUND, CAPABILITY)).isZero();
        assertThat(count(VmMeters.DRIFT_REPAIRED, PARAMETER)).isZero();
    }

    @Test
    void countsARepairedDriftAsFoundTooByKind() {
        VmStatus status = status(
                boot(1),
                Condition.Truth.TRUE,
                "AllParametersMatch",
                setting(PARAMETER, "multifd-channels", Verdict.VERIFIED),
                setting(CAPABILITY, "multifd", Verdict.VERIFIED));

        save(VM, status, event("DriftRepaired", "capability multifd was off and is on again"));

        assertThat(count(VmMeters.DRIFT_FOUND, CAPABILITY)).isEqualTo(1);
        assertThat(count(VmMeters.DRIFT_REPAIRED, CAPABILITY)).isEqualTo(1);
        assertThat(count(VmMeters.DRIFT_REPAIRED, PARAMETER)).isZero();

        save(
                VM,
                status,
                event(
                        "DriftRepaired",
                        "multifd-channels was 4 and is 8 again; capability multifd was off and is on again"));

        assertThat(count(VmMeters.DRIFT_FOUND, PARAMETER)).isEqualTo(1);
        assertThat(count(VmMeters.DRIFT_REPAIRED, PARAMETER)).isEqualTo(1);
        assertThat(count(VmMeters.DRIFT_REPAIRED, CAPABILITY)).isEqualTo(2);
    }

    @Test
    void countsEachSettingThatWasSetTooLate() {
        VmStatus status = status(
                boot(1),
                Condition.Truth.FALSE,
                "TooLate",
                setting(PARAMETER, "multifd-channels", Verdict.TOO_LATE),
                setting(CAPABILITY, "multifd", Verdict.TOO_LATE),
                setting(CAPABILITY, "postcopy-ram", Verdict.TOO_LATE));

        save(VM, status, event("TooLate"));

        assertThat(count(VmMeters.TOO_LATE, PARAMETER)).isEqualTo(1);
        assertThat(count(VmMeters.TOO_LATE, CAPABILITY)).isEqualTo(2);
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

    private double count(String name, SettingKind kind) {
        return registry.get(name).tag("kind", kind.toString()).counter().count();
    }

    private EventDraft event(String reason) {
        return event(reason, "because");
    }

    private EventDraft event(String reason, String message) {
        return new EventDraft(VM, clock.instant(), EventDraft.Type.NORMAL, reason, message, 1);
    }

    private BootStatus boot(long number) {
        return new BootStatus(number, 1, clock.instant(), false, null, List.of(), 0, null, 0, List.of(), List.of());
    }

    private VmStatus status(BootStatus boot, Condition.Truth verified, String reason, ObservedSetting... settings) {
        Conditions conditions = Conditions.none()
                .with(new Condition(ConditionType.VERIFIED, verified, reason, "because", 1, clock.instant()));
        return new VmStatus(
                1,
                VmPhase.RUNNING,
                null,
                RunState.RUNNING,
                GuestStatus.of(VmPhase.RUNNING, RunState.RUNNING, null),
                conditions,
                boot,
                null,
                List.of(settings),
                0,
                null);
    }

    private static ObservedSetting setting(SettingKind kind, String name, Verdict verdict) {
        return new ObservedSetting(kind, name, null, null, null, List.of(), null, verdict);
    }
}
