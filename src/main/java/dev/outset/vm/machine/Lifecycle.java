package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happens when the guest stops ({@code -action}); null leaves QEMU's own choice.
 *
 * @param reboot when it reboots
 * @param shutdown when it powers itself off; left out, its QEMU is started again
 * @param panic when its kernel panics
 * @param watchdog when its watchdog expires
 */
@Schema(description = "What happens when the guest stops; what is left out is QEMU's choice.")
public record Lifecycle(
        @Schema(description = "When it reboots.") @Nullable Reboot reboot,

        @Schema(
                description =
                        "When it powers itself off. With 'poweroff' the VM then stays off until it is restarted or"
                                + " changed; left out, its QEMU is started again as long as the VM's power is on.")
        @Nullable Shutdown shutdown,

        @Schema(description = "When its kernel panics.") @Nullable Panic panic,

        @Schema(description = "When its watchdog expires.") @Nullable WatchdogAction watchdog) {

    /** What a reboot does. */
    public enum Reboot {
        RESET,
        SHUTDOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a power-off does. */
    public enum Shutdown {
        POWEROFF,
        PAUSE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a panic does. */
    public enum Panic {
        PAUSE,
        SHUTDOWN,
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What an expired watchdog does. */
    public enum WatchdogAction {
        RESET,
        SHUTDOWN,
        POWEROFF,
        PAUSE,
        DEBUG,
        NONE,
        INJECT_NMI;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
