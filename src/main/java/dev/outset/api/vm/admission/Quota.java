package dev.outset.api.vm.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.api.problem.QuotaException;
import dev.outset.store.VmCounts;
import dev.outset.store.audit.AuditorAware;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How many VMs there may be, in total and of one subject. */
public final class Quota {

    private static final int REMEMBERED_SUBJECTS = 10_000;

    private final DefinitionSettings settings;

    private final VmCounts counts;

    private final AuditorAware creator;

    private final LongSupplier nanoTime;

    private final QuotaLease total;

    private final Cache<String, QuotaLease> shares =
            Caffeine.newBuilder().maximumSize(REMEMBERED_SUBJECTS).build();

    public Quota(DefinitionSettings settings, VmCounts counts, AuditorAware creator, LongSupplier nanoTime) {
        this.settings = settings;
        this.counts = counts;
        this.creator = creator;
        this.nanoTime = nanoTime;
        this.total = new QuotaLease(settings.maxVms(), counts::all, nanoTime);
    }

    /**
     * Creates VMs, as many as there is room for.
     *
     * @param wanted how many are to be created
     * @param create what creates as many as it is told
     */
    public <T> T create(int wanted, IntFunction<T> create) {
        int inAll = total.take(wanted);
        try {
            QuotaLease share = share(creator.current());
            int given = share.take(inAll);
            try {
                return create.apply(given);
            } finally {
                share.release(given);
            }
        } finally {
            total.release(inAll);
        }
    }

    /**
     * Creates one VM.
     *
     * @throws QuotaException if there is no room for it
     */
    public <T> T createOne(java.util.function.Supplier<T> create) {
        return create(1, given -> {
            if (given == 0) {
                throw reached();
            }
            return create.get();
        });
    }

    /** Which limit is reached. */
    public QuotaException reached() {
        boolean inAll = counts.all() >= settings.maxVms();
        return inAll
                ? new QuotaException(
                        "There are " + settings.maxVms() + " VMs, and that is the limit", "outset.definitions.max-vms")
                : new QuotaException(
                        "You have created " + settings.maxVmsPerSubject()
                                + " VMs, and that is the limit of one subject",
                        "outset.definitions.max-vms-per-subject");
    }

    private QuotaLease share(@Nullable String subject) {
        return shares.get(
                subject == null ? "" : subject,
                unknown -> new QuotaLease(settings.maxVmsPerSubject(), () -> counts.createdBy(subject), nanoTime));
    }
}
