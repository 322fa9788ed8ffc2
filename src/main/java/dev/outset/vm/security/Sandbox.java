package dev.outset.vm.security;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which system calls QEMU gives up ({@code -sandbox}).
 *
 * @param enabled whether there is a sandbox
 * @param obsolete obsolete system calls; null denies them
 * @param elevatePrivileges system calls that raise privileges; null denies them
 * @param spawn starting other programs; null denies it unless the definition needs it
 * @param resourceControl changing affinity and scheduling; null denies it
 */
@Schema(description = "Which system calls QEMU gives up.")
public record Sandbox(
        @Schema(description = "Whether there is a sandbox.", defaultValue = "true")
        boolean enabled,

        @Schema(description = "Obsolete system calls; left out, they are denied.") @Nullable Permission obsolete,

        @Schema(description = "System calls that raise privileges; left out, they are denied.") @Nullable Permission elevatePrivileges,

        @Schema(description = "Starting other programs; left out, denied unless the definition needs it.") @Nullable Permission spawn,

        @Schema(description = "Changing affinity and scheduling; left out, it is denied.") @Nullable Permission resourceControl) {

    /** What the sandbox says to a group of system calls. */
    public enum Permission {
        ALLOW,
        DENY,
        CHILDREN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
