package dev.outset.reconcile.verify;

import dev.outset.launch.QemuInstance;
import dev.outset.parameters.ReadMoment;
import dev.outset.parameters.ReadMoments;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.RunState;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Determines which steps at which QEMU acts on its settings a running QEMU has passed. Uses its command line and the
 * status, and queries QEMU, at most once, only if a verdict depends on it.
 */
public final class BootProgress {

    /** The values of {@code MigrationStatus} without an active migration. */
    private static final Set<String> INACTIVE = Set.of("none", "completed", "failed", "cancelled");

    private static final String SETUP = "setup";

    private final Supplier<QmpClient> client;

    /** Whether it was started as the destination of a migration. */
    private final boolean incoming;

    /** Whether it listens before its monitor responds. */
    private final boolean listensAtStart;

    /** Whether the incoming migration is known to listen. */
    private boolean listening;

    private @Nullable Report report;

    /**
     * The state of the migration as reported by QEMU.
     *
     * @param destination whether it still waits for the guest
     * @param listens whether the incoming side has been set up
     * @param active whether a migration is active
     */
    private record Report(boolean destination, boolean listens, boolean active) {}

    /**
     * Creates the progress of a running QEMU.
     *
     * @param listening whether the status tells that the incoming migration listens
     * @param running the QEMU
     * @param client connects to its monitor
     */
    public BootProgress(boolean listening, QemuInstance.Running running, Supplier<QmpClient> client) {
        this.listening = listening;
        this.client = client;
        List<String> channels = incoming(running.arguments());
        this.incoming = !channels.isEmpty();
        this.listensAtStart = channels.stream().anyMatch(BootProgress::listens);
    }

    /** Returns the values of {@code -incoming}. */
    private static List<String> incoming(List<String> arguments) {
        return IntStream.range(1, arguments.size())
                .filter(index -> arguments.get(index - 1).equals("-incoming"))
                .mapToObj(arguments::get)
                .toList();
    }

    /** Returns whether a value of {@code -incoming} is the channel of the main stream. */
    private static boolean listens(String value) {
        boolean isCpr = value.startsWith("{")
                && JsonMapper.shared()
                        .readTree(value)
                        .path("channel-type")
                        .asString("")
                        .equals("cpr");
        return !isCpr && !value.equals("defer") && !value.startsWith("config:");
    }

    /** Returns whether the incoming migration is known to listen, from the status or from a query. */
    public boolean isListening() {
        return listening;
    }

    /** Returns the last step that QEMU has passed. */
    BootStep step(ReadMoments readAt) {
        boolean listensLater = incoming && !listensAtStart && (listening || (matters(readAt) && report().listens()));
        return listensLater ? BootStep.INCOMING_STARTED : BootStep.MONITOR_READY;
    }

    /** Returns whether QEMU has already acted on the old value of a setting that is changed now. */
    public boolean hasPassed(ReadMoments readAt) {
        return isLate(readAt, step(readAt), true);
    }

    /**
     * Returns whether QEMU acted on the old value.
     *
     * @param readAt when QEMU acts on the setting
     * @param since the last step that QEMU had passed when the value came into force
     * @param changed whether the value came into force only now
     */
    boolean isLate(ReadMoments readAt, BootStep since, boolean changed) {
        if (since == BootStep.MIGRATION_OBJECT_CREATED || !matters(readAt)) {
            return false;
        }
        boolean destination = incoming && report().destination();
        return switch (destination ? readAt.destination() : readAt.source()) {
            case null -> false;
            case BOOT -> true;
            case INCOMING -> since == BootStep.INCOMING_STARTED || listensAtStart;
            case OUTGOING -> changed && report().active();
            case RUNNING, COMPLETION -> false;
        };
    }

    /** Returns whether this QEMU acts on the setting at a step after which a new value is too late. */
    private boolean matters(ReadMoments readAt) {
        ReadMoment moment = incoming ? readAt.destination() : readAt.source();
        return moment != null && moment.compareTo(ReadMoment.OUTGOING) <= 0;
    }

    private Report report() {
        Report known = report;
        if (known == null) {
            known = query();
            report = known;
        }
        return known;
    }

    private Report query() {
        boolean destination =
                incoming && client.get().execute(new QmpCommand.QueryStatus()).is(RunState.INMIGRATE);
        QmpCommand.MigrationInfo info = client.get().execute(new QmpCommand.QueryMigrate());
        String status = info.status();
        boolean listens = destination && (listensAtStart || status != null || info.hasAddress());
        if (listens && !listensAtStart) {
            listening = true;
        }
        boolean active = status != null && !INACTIVE.contains(status) && !(destination && status.equals(SETUP));
        return new Report(destination, listens, active);
    }
}
