package dev.outset.api.vm.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.ConcurrencyLimiter.Lease;
import dev.outset.api.problem.QuotaException;
import dev.outset.store.VmStatistics;
import dev.outset.store.audit.AuditorAware;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Limits the number of VMs, in total and per principal. */
public final class Quota {

    private static final int MAX_PRINCIPALS = 10_000;

    private final DefinitionSettings settings;

    private final VmStatistics statistics;

    private final AuditorAware auditor;

    private final LongSupplier nanoTime;

    private final Limit total;

    private final Cache<String, Limit> shares =
            Caffeine.newBuilder().maximumSize(MAX_PRINCIPALS).build();

    /**
     * A limit of stored VMs. Counting is expensive, so a count is reused for a second, and for half of the remaining
     * capacity; near the limit, every request counts. VMs that this process is about to store are subtracted, so that
     * it never exceeds the limit; VMs of other replicas are included with the next count.
     */
    static final class Limit {

        private static final Duration MAX_AGE = Duration.ofSeconds(1);

        private final long limit;

        private final LongSupplier count;

        private final LongSupplier nanoTime;

        private final ConcurrencyLimiter vms;

        /** The VMs that were counted, and those that were stored since then. */
        private final Lease stored;

        private long counted;

        private long countedAt;

        Limit(long limit, LongSupplier count, LongSupplier nanoTime) {
            this.limit = limit;
            this.count = count;
            this.nanoTime = nanoTime;
            this.countedAt = nanoTime.getAsLong() - MAX_AGE.toNanos();
            this.vms = new ConcurrencyLimiter(limit);
            this.stored = vms.emptyLease("stored");
        }

        /** Runs work that stores up to the requested number of VMs, with the permitted number. */
        <T> T permit(int requested, IntFunction<T> work) {
            Lease permitted = acquire(requested);
            try {
                return work.apply((int) permitted.count());
            } finally {
                release(permitted);
            }
        }

        synchronized Lease acquire(int requested) {
            long now = nanoTime.getAsLong();
            if (now - countedAt >= MAX_AGE.toNanos() || vms.acquired() - counted + requested > (limit - counted) / 2) {
                countedAt = now;
                counted = count.getAsLong();
                stored.resize(counted);
            }
            Lease permitted = vms.emptyLease("about to be stored");
            permitted.resize(Math.clamp(limit - vms.acquired(), 0, requested));
            return permitted;
        }

        /** The VMs were stored, or failed to be stored. */
        synchronized void release(Lease permitted) {
            stored.resize(stored.count() + permitted.count());
            permitted.close();
        }
    }

    /** Enforces the limits of {@code settings} with the stored numbers of {@code statistics}. */
    public Quota(DefinitionSettings settings, VmStatistics statistics, AuditorAware auditor, LongSupplier nanoTime) {
        this.settings = settings;
        this.statistics = statistics;
        this.auditor = auditor;
        this.nanoTime = nanoTime;
        this.total = new Limit(settings.maxVms(), statistics::count, nanoTime);
    }

    /**
     * Creates as many of the requested VMs as the quota permits.
     *
     * @param requested the number of VMs to create
     * @param create creates the granted number of VMs
     */
    public <T> T create(int requested, IntFunction<T> create) {
        String principal = auditor.current();
        Limit share = shares.get(
                Objects.requireNonNullElse(principal, ""),
                _ -> new Limit(settings.maxVmsPerSubject(), () -> statistics.countCreatedBy(principal), nanoTime));
        return total.permit(requested, inTotal -> share.permit(inTotal, create));
    }

    /**
     * Creates one VM.
     *
     * @throws QuotaException if the quota is exhausted
     */
    public <T> T createOne(Supplier<T> create) {
        return create(1, granted -> {
            if (granted == 0) {
                throw quotaExceeded();
            }
            return create.get();
        });
    }

    /**
     * Requires that the quota permits one more VM.
     *
     * @throws QuotaException if the quota is exhausted
     */
    public void requireCapacity() {
        // Counts a VM that is not stored until the VMs are counted again, which happens before a limit is reached.
        createOne(() -> true);
    }

    /** The exception for the limit that is reached. */
    public QuotaException quotaExceeded() {
        boolean isTotal = statistics.count() >= settings.maxVms();
        return isTotal
                ? new QuotaException(
                        "The limit of " + settings.maxVms() + " VMs is reached", "outset.definitions.max-vms")
                : new QuotaException(
                        "Your limit of " + settings.maxVmsPerSubject() + " VMs is reached",
                        "outset.definitions.max-vms-per-subject");
    }
}
