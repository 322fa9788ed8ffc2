package dev.outset.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.qemu.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestStatusTests {

    @ParameterizedTest
    @CsvSource({
        "PENDING, , NONE",
        "STARTING, , NONE",
        "STOPPED, , NONE",
        "RUNNING, , UNKNOWN",
        "RUNNING, INMIGRATE, AWAITED",
        "RUNNING, RUNNING, HERE",
        "RUNNING, PRELAUNCH, HERE",
        "RUNNING, PAUSED, HERE",
        "RUNNING, FINISH_MIGRATE, HERE",
        "RUNNING, SHUTDOWN, HERE",
        "RUNNING, POSTMIGRATE, ELSEWHERE"
    })
    void followsTheRunState(VmPhase phase, @Nullable RunState runState, GuestLocation location) {
        assertThat(GuestStatus.of(phase, runState, null)).isEqualTo(new GuestStatus(location, null));
        assertThat(GuestStatus.of(phase, runState, hold(GuestHold.Reason.RELEASED)))
                .isEqualTo(new GuestStatus(location, null));
    }

    @ParameterizedTest
    @CsvSource({
        "MIGRATING, RUNNING, HERE, ",
        "MIGRATING, POSTMIGRATE, ELSEWHERE, db-2",
        "MIGRATING, , UNKNOWN, ",
        "MIGRATED, , ELSEWHERE, db-2",
        "MIGRATED, POSTMIGRATE, ELSEWHERE, db-2",
        "MIGRATED_OUTSIDE, POSTMIGRATE, ELSEWHERE, db-2",
        "GUEST_LOCATION_UNKNOWN, RUNNING, UNKNOWN, "
    })
    void followsTheHold(
            GuestHold.Reason reason, @Nullable RunState runState, GuestLocation location, @Nullable String vm) {
        assertThat(GuestStatus.of(VmPhase.RUNNING, runState, hold(reason))).isEqualTo(new GuestStatus(location, vm));
    }

    @Test
    void hidesTheOtherVm() {
        assertThat(new GuestStatus(GuestLocation.ELSEWHERE, "db-2").withoutVm())
                .isEqualTo(new GuestStatus(GuestLocation.ELSEWHERE, null));
    }

    private static GuestHold hold(GuestHold.Reason reason) {
        return new GuestHold(reason, "db-2", "m-1", Instant.EPOCH);
    }
}
