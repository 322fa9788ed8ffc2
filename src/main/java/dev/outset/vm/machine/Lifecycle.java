package dev.outset.vm.machine;

import dev.outset.binding.EnumLabels;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The actions on guest lifecycle events ({@code -action}); null for QEMU's default.
 *
 * @param reboot the action on a reboot
 * @param shutdown the action on a power-off by the guest; if null, QEMU is started again
 * @param panic the action on a kernel panic
 * @param watchdog the action when the watchdog expires
 */
@Schema(description = "The actions on guest lifecycle events. An action that is omitted is QEMU's default.")
public record Lifecycle(
        @Schema(description = "The action on a reboot.") @Nullable Reboot reboot,

        @Schema(
                description =
                        "The action on a power-off by the guest. With 'poweroff', the VM stays off until it is restarted"
                                + " or changed. If omitted, QEMU is started again as long as the VM's power is On.")
        @Nullable Shutdown shutdown,

        @Schema(description = "The action on a kernel panic.") @Nullable Panic panic,

        @Schema(description = "The action when the watchdog expires.") @Nullable WatchdogAction watchdog) {

    /** The actions on a reboot. */
    public enum Reboot {
        RESET,
        SHUTDOWN;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The actions on a power-off by the guest. */
    public enum Shutdown {
        POWEROFF,
        PAUSE;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The actions on a kernel panic. */
    public enum Panic {
        PAUSE,
        SHUTDOWN,
        NONE;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The actions when the watchdog expires. */
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
            return EnumLabels.kebab(this);
        }
    }
}
