package dev.outset.qemu;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something that goes wrong in a simulated QEMU, on demand. */
public sealed interface Fault {

    /**
     * A step takes longer.
     *
     * @param step which
     * @param duration by how much
     */
    record SlowStep(BootStep step, Duration duration) implements Fault {}

    /**
     * The migration object comes late: the monitor answers, but not for migration.
     *
     * @param duration by how much after its step
     */
    record LateObject(Duration duration) implements Fault {}

    /**
     * The monitor accepts a connection and answers nothing, as while QEMU waits for CPR state.
     *
     * @param duration for how long after the monitor should have been ready; null means for ever
     */
    record BlockedMonitor(@Nullable Duration duration) implements Fault {}

    /**
     * The monitor closes the connection.
     *
     * @param afterCommands how many commands it answers on each connection before
     * @param times on how many connections it does so
     */
    record DroppedConnection(int afterCommands, int times) implements Fault {}

    /**
     * {@code migrate-set-parameters} fails.
     *
     * @param desc the error's description
     * @param times how many times it fails before it works
     */
    record ErrorOnApply(String desc, int times) implements Fault {}

    /**
     * {@code migrate-set-parameters} reports success for a parameter and keeps the old value.
     *
     * @param parameter its QAPI name
     * @param times how many times it does so before it works
     */
    record IgnoredValue(String parameter, int times) implements Fault {}

    /**
     * QEMU dies at a step.
     *
     * @param step which
     * @param boots in how many boots, from the first on
     */
    record CrashAt(BootStep step, int boots) implements Fault {}
}
