package dev.outset.access;

import dev.outset.binding.EnumLabels;

/** The permissions of a principal; each role includes the permissions of the roles before it. */
public enum Role {
    /** May only query its own identity. The default. */
    NONE,
    /** May read, plan and simulate. */
    VIEWER,
    /** May create, change, delete and migrate VMs. */
    OPERATOR,
    /** May manage API keys and read the audit log. */
    ADMINISTRATOR;

    /** Whether this role has the permissions of another role. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}
