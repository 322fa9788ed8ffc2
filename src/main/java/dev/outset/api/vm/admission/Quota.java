package dev.outset.api.vm.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.api.problem.QuotaException;
import dev.outset.store.VmCounts;
import dev.outset.store.audit.AuditorAware;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Limits the number of VMs, in total and per principal. */
public final class Quota {

    private static final int MAX_PRINCIPALS = 10_000;

    private final DefinitionSettings settings;

    private final VmCounts counts;

    private final AuditorAware auditor;

    private final LongSupplier nanoTime;

    private final QuotaLease total;

    private final Cache<String, QuotaLease> shares =
            Caffeine.newBuilder().maximumSize(MAX_PRINCIPALS).build();

    /** Enforces the limits of {@code settings} with the stored numbers of {@code counts}. */
    public Quota(DefinitionSettings settings, VmCounts counts, AuditorAware auditor, LongSupplier nanoTime) {
        this.settings = settings;
        this.counts = counts;
        this.auditor = auditor;
        this.nanoTime = nanoTime;
        this.total = new QuotaLease(settings.maxVms(), counts::all, nanoTime);
    }

    /**
     * Creates as many of the requested VMs as the quota permits.
     *
     * @param requested the number of VMs to create
     * @param create creates the granted number of VMs
     */
    public <T> T create(int requested, IntFunction<T> create) {
        int grantedInTotal = total.acquire(requested);
        try {
            QuotaLease share = share(auditor.current());
            int granted = share.acquire(grantedInTotal);
            try {
                return create.apply(granted);
            } finally {
                share.release(granted);
            }
        } finally {
            total.release(grantedInTotal);
        }
    }

    /**
     * Creates one VM.
     *
     * @throws QuotaException if the quota is exhausted
     */
    public <T> T createOne(java.util.function.Supplier<T> create) {
        return create(1, granted -> {
            if (granted == 0) {
                throw quotaExceeded();
            }
            return create.get();
        });
    }

    /** The exception for the limit that is reached. */
    public QuotaException quotaExceeded() {
        boolean isTotal = counts.all() >= settings.maxVms();
        return isTotal
                ? new QuotaException(
                        "The limit of " + settings.maxVms() + " VMs is reached", "outset.definitions.max-vms")
                : new QuotaException(
                        "Your limit of " + settings.maxVmsPerSubject() + " VMs is reached",
                        "outset.definitions.max-vms-per-subject");
    }

    private QuotaLease share(@Nullable String principal) {
        return shares.get(
                principal == null ? "" : principal,
                unknown -> new QuotaLease(settings.maxVmsPerSubject(), () -> counts.createdBy(principal), nanoTime));
    }
}
