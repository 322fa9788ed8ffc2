package dev.outset.reconcile.verify;

import dev.outset.launch.QemuInstance;
import dev.outset.parameters.ReadMoment;
import dev.outset.parameters.ReadMoments;
import dev.outset.qemu.BootStep;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which of the steps at which QEMU acts on its settings are behind a running QEMU. It follows from the command line that
 * it was started with and from what the status knows; QEMU is asked, once, when a verdict depends on more.
 */
public final class BootProgress {

    /** {@code MigrationStatus} of a QEMU in which no migration runs. */
    private static final Set<String> AT_REST = Set.of("none", "completed", "failed", "cancelled");

    private static final String SETUP = "setup";

    private static final String IN_MIGRATE = "inmigrate";

    private final StatusUpdate draft;

    private final QmpClient client;

    /** Whether it was started to be the destination of a migration. */
    private final boolean incoming;

    /** Whether it listens before its monitor answers. */
    private final boolean listensFirst;

    private @Nullable Now now;

    /**
     * What QEMU says of its migration.
     *
     * @param destination whether the guest is still to arrive
     * @param listens whether the incoming side has been set up
     * @param moving whether a migration runs
     */
    private record Now(boolean destination, boolean listens, boolean moving) {}

    public BootProgress(StatusUpdate draft, QemuInstance.Running running, QmpClient client) {
        this.draft = draft;
        this.client = client;
        List<String> channels = incoming(running.arguments());
        this.incoming = !channels.isEmpty();
        this.listensFirst = channels.stream().anyMatch(BootProgress::listens);
    }

    /** The values of {@code -incoming}. */
    private static List<String> incoming(List<String> arguments) {
        return IntStream.range(1, arguments.size())
                .filter(index -> arguments.get(index - 1).equals("-incoming"))
                .mapToObj(arguments::get)
                .toList();
    }

    /** Whether a value of {@code -incoming} is the channel of the main stream. */
    private static boolean listens(String value) {
        boolean isCpr = value.startsWith("{")
                && JsonMapper.shared()
                        .readTree(value)
                        .path("channel-type")
                        .asString("")
                        .equals("cpr");
        return !isCpr && !value.equals("defer") && !value.startsWith("config:");
    }

    /** The last step that is behind QEMU now. */
    BootStep step(ReadMoments readAt) {
        boolean listensLater = incoming
                && !listensFirst
                && (draft.hasReached(BootStep.INCOMING_STARTED) || (matters(readAt) && now().listens()));
        return listensLater ? BootStep.INCOMING_STARTED : BootStep.MONITOR_READY;
    }

    /** Whether QEMU has acted on what was there before, when a change made now comes into force. */
    public boolean isPast(ReadMoments readAt) {
        return isLate(readAt, step(readAt), true);
    }

    /**
     * Whether QEMU had acted on the old value.
     *
     * @param readAt when it acts on it
     * @param since the last step that was behind QEMU when the value came into force
     * @param changed whether it came into force only now
     */
    boolean isLate(ReadMoments readAt, BootStep since, boolean changed) {
        if (since == BootStep.MIGRATION_OBJECT_CREATED || !matters(readAt)) {
            return false;
        }
        boolean destination = incoming && now().destination();
        return switch (destination ? readAt.destination() : readAt.source()) {
            case null -> false;
            case BOOT -> true;
            case INCOMING -> since == BootStep.INCOMING_STARTED || listensFirst;
            case OUTGOING -> changed && now().moving();
            case RUNNING, COMPLETION -> false;
        };
    }

    /** Whether there is a step at which this QEMU acts on it and after which a value is too late. */
    private boolean matters(ReadMoments readAt) {
        ReadMoment moment = incoming ? readAt.destination() : readAt.source();
        return moment != null && moment.compareTo(ReadMoment.OUTGOING) <= 0;
    }

    private Now now() {
        Now known = now;
        if (known == null) {
            known = look();
            now = known;
        }
        return known;
    }

    private Now look() {
        boolean destination = incoming
                && client.execute(new QmpCommand.QueryStatus()).status().equals(IN_MIGRATE);
        QmpCommand.MigrationInfo info = client.execute(new QmpCommand.QueryMigrate());
        String status = info.status();
        boolean listens = destination && (listensFirst || status != null || info.hasAddress());
        if (listens && !listensFirst) {
            draft.incomingStarted();
        }
        boolean moving = status != null && !AT_REST.contains(status) && !(destination && status.equals(SETUP));
        return new Now(destination, listens, moving);
    }
}
