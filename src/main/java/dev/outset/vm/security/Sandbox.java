package dev.outset.vm.security;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import org.jspecify.annotations.Nullable;

/**
 * The seccomp sandbox of QEMU ({@code -sandbox}).
 *
 * @param enabled whether the sandbox is enabled
 * @param obsolete the permission for obsolete system calls; defaults to deny
 * @param elevatePrivileges the permission for system calls that elevate privileges; defaults to deny
 * @param spawn the permission to start other programs; defaults to deny, unless the definition requires it
 * @param resourceControl the permission to change affinity and scheduling; defaults to deny
 */
public record Sandbox(
        @Default("true") boolean enabled,
        @Nullable Permission obsolete,
        @Nullable Permission elevatePrivileges,
        @Nullable Permission spawn,
        @Nullable Permission resourceControl) {

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
