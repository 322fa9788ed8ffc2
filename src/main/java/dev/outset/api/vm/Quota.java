package dev.outset.api.vm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.api.problem.QuotaException;
import dev.outset.store.Creator;
import dev.outset.store.VmCounts;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How many VMs there may be, in total and of one subject. */
final class Quota {

    private static final int REMEMBERED_SUBJECTS = 10_000;

    private final DefinitionSettings settings;

    private final VmCounts counts;

    private final Creator creator;

    private final LongSupplier nanoTime;

    private final Allowance total;

    private final Cache<String, Allowance> shares =
            Caffeine.newBuilder().maximumSize(REMEMBERED_SUBJECTS).build();

    Quota(DefinitionSettings settings, VmCounts counts, Creator creator, LongSupplier nanoTime) {
        this.settings = settings;
        this.counts = counts;
        this.creator = creator;
        this.nanoTime = nanoTime;
        this.total = new Allowance(settings.maxVms(), counts::all, nanoTime);
    }

    /**
     * Creates VMs, as many as there is room for.
     *
     * @param wanted how many are to be created
     * @param create what creates as many as it is told
     */
    <T> T create(int wanted, IntFunction<T> create) {
        int inAll = total.take(wanted);
        try {
            Allowance share = share(creator.current());
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
    <T> T createOne(java.util.function.Supplier<T> create) {
        return create(1, given -> {
            if (given == 0) {
                throw reached();
            }
            return create.get();
        });
    }

    /** Which limit is reached. */
    QuotaException reached() {
        boolean inAll = counts.all() >= settings.maxVms();
        return inAll
                ? new QuotaException(
                        "There are " + settings.maxVms() + " VMs, and that is the limit", "outset.definitions.max-vms")
                : new QuotaException(
                        "You have created " + settings.maxVmsPerSubject()
                                + " VMs, and that is the limit of one subject",
                        "outset.definitions.max-vms-per-subject");
    }

    private Allowance share(@Nullable String subject) {
        return shares.get(
                subject == null ? "" : subject,
                unknown -> new Allowance(settings.maxVmsPerSubject(), () -> counts.createdBy(subject), nanoTime));
    }
}
