package dev.outset.store.audit;

import org.jspecify.annotations.Nullable;

/** Provides the principal of the current thread, which is stored as the creator of new VMs. */
@FunctionalInterface
public interface AuditorAware {

    /** Returns the name of the principal, at most 255 characters; null if there is none. */
    @Nullable String current();
}
