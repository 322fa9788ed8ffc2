package dev.outset.api.portability;

import dev.outset.api.problem.ViolationView;
import dev.outset.delivery.Delivery;
import dev.outset.validation.PortabilityReport;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One definition against every release.
 *
 * @param releases what each release makes of it, oldest first
 */
@Schema(name = "PortabilityReport", description = "One definition against every release.")
record PortabilityView(List<Release> releases) {

    /**
     * What one release makes of a definition.
     *
     * @param version the release
     * @param accepted whether it would start it
     * @param prints what that QEMU prints on its standard error, without the program's name
     * @param violations why it is refused
     * @param warnings hints
     * @param gone what this release does not know
     * @param discouraged what this release knows and discourages
     * @param changes what becomes another value than in the definition's own release, although nothing asks for it
     * @param deliveries by which channel each wish travels there
     */
    @Schema(name = "PortabilityRelease", description = "What one release makes of a definition.")
    record Release(
            @Schema(example = "9.2") String version,
            boolean accepted,
            List<String> prints,
            List<ViolationView> violations,
            List<ViolationView> warnings,
            List<ViolationView> gone,
            List<ViolationView> discouraged,
            List<Change> changes,
            List<Channel> deliveries) {

        static Release of(PortabilityReport.Release release, List<String> prints) {
            return new Release(
                    release.version().toString(),
                    release.accepted(),
                    prints,
                    ViolationView.of(release.violations().errors()),
                    ViolationView.of(release.violations().warnings()),
                    ViolationView.of(release.gone()),
                    ViolationView.of(release.discouraged()),
                    release.changes().stream().map(Change::of).toList(),
                    release.plan().deliveries().stream().map(Channel::of).toList());
        }
    }

    /**
     * Something that is another in another release.
     *
     * @param name a parameter, or {@code machine-type}
     * @param here its value in the definition's own release; null where that release lacks it
     * @param there its value in the other; null where that release lacks it
     * @param reason where the difference comes from
     */
    @Schema(name = "PortabilityChange", description = "Something that is another in another release.")
    record Change(
            String name, @Nullable String here, @Nullable String there, String reason) {

        static Change of(PortabilityReport.Change change) {
            return new Change(change.name(), change.here(), change.there(), change.reason());
        }
    }

    /**
     * The channel of one wish.
     *
     * @param name the parameter, capability or property
     * @param channel by which way it travels
     * @param reason why that way
     */
    @Schema(name = "PortabilityChannel", description = "The channel of one wish.")
    record Channel(
            String name,

            @Schema(allowableValues = {"early-config", "global", "qmp", "none"})
            String channel,

            String reason) {

        static Channel of(Delivery delivery) {
            return new Channel(delivery.name(), delivery.channel(), delivery.reason());
        }
    }
}
