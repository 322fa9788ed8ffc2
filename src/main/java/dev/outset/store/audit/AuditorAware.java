package dev.outset.store.audit;

import org.jspecify.annotations.Nullable;

/** Tells who creates VMs on this thread, to be kept with them. */
@FunctionalInterface
public interface AuditorAware {

    /** A name of at most 255 characters; null for nobody in particular. */
    @Nullable String current();
}
