package dev.outset.vm.machine;

import dev.outset.binding.EnumLabels;
import org.jspecify.annotations.Nullable;

/**
 * The actions on guest lifecycle events ({@code -action}). An omitted action is QEMU's default.
 *
 * @param reboot the action on a reboot
 * @param shutdown the action on a power-off by the guest: with 'poweroff', the VM stays off until it is restarted or
 *     changed; if null, QEMU is started again as long as the VM's power is On
 * @param panic the action on a kernel panic
 * @param watchdog the action when the watchdog expires
 */
public record Lifecycle(
        @Nullable Reboot reboot,
        @Nullable Shutdown shutdown,
        @Nullable Panic panic,
        @Nullable WatchdogAction watchdog) {

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
