package dev.outset.qemu;

import dev.outset.binding.Discriminator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A fault injected into a simulated QEMU. */
@Discriminator("kind")
public sealed interface Fault {

    /**
     * A boot step takes longer.
     *
     * @param step the step
     * @param duration the additional duration
     */
    record SlowStep(BootStep step, Duration duration) implements Fault {}

    /**
     * The migration object is created late: the monitor responds, but migration commands fail.
     *
     * @param duration the delay after the regular step
     */
    record LateObject(Duration duration) implements Fault {}

    /**
     * The monitor accepts connections but does not respond, as while QEMU waits for CPR state.
     *
     * @param duration the duration after the monitor would be ready; null means indefinitely
     */
    record BlockedMonitor(@Nullable Duration duration) implements Fault {}

    /**
     * The monitor closes the connection.
     *
     * @param afterCommands the number of commands it processes on each connection before closing it
     * @param times the number of connections affected
     */
    record DroppedConnection(int afterCommands, int times) implements Fault {}

    /**
     * {@code migrate-set-parameters} fails.
     *
     * @param desc the error description
     * @param times the number of failures before it succeeds
     */
    record ErrorOnApply(String desc, int times) implements Fault {}

    /**
     * {@code migrate-set-parameters} reports success for a parameter but keeps the old value.
     *
     * @param parameter the QAPI name of the parameter
     * @param times the number of ignored commands before it takes effect
     */
    record IgnoredValue(String parameter, int times) implements Fault {}

    /**
     * QEMU crashes at a boot step.
     *
     * @param step the step
     * @param boots the number of boots affected, starting with the first
     */
    record CrashAt(BootStep step, int boots) implements Fault {}
}
