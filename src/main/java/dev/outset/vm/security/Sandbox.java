package dev.outset.vm.security;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The seccomp sandbox of QEMU ({@code -sandbox}).
 *
 * @param enabled whether the sandbox is enabled
 * @param obsolete the permission for obsolete system calls; null denies them
 * @param elevatePrivileges the permission for system calls that elevate privileges; null denies them
 * @param spawn the permission to start other programs; null denies it unless the definition requires it
 * @param resourceControl the permission to change affinity and scheduling; null denies it
 */
@Schema(description = "The seccomp sandbox of QEMU.")
public record Sandbox(
        @Schema(description = "Whether the sandbox is enabled.") @Default("true")
        boolean enabled,

        @Schema(description = "The permission for obsolete system calls. Defaults to deny.") @Nullable Permission obsolete,

        @Schema(description = "The permission for system calls that elevate privileges. Defaults to deny.") @Nullable Permission elevatePrivileges,

        @Schema(
                description =
                        "The permission to start other programs. Defaults to deny, unless the definition requires it.")
        @Nullable Permission spawn,

        @Schema(description = "The permission to change affinity and scheduling. Defaults to deny.") @Nullable Permission resourceControl) {

    /** The permissions for a group of system calls. */
    public enum Permission {
        ALLOW,
        DENY,
        CHILDREN;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
