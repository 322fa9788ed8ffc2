package dev.outset.api.portability;

import dev.outset.delivery.Delivery;
import dev.outset.validation.PortabilityReport;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * One definition checked against every QEMU release.
 *
 * @param releases the result for each release, oldest first
 */
@Schema(name = "PortabilityReport")
record PortabilityView(List<Release> releases) {

    /**
     * The result for one QEMU release.
     *
     * @param version the QEMU release
     * @param accepted whether the release accepts the definition
     * @param prints the lines that QEMU prints on standard error, without the program name
     * @param violations why the definition is rejected
     * @param warnings warnings about the definition
     * @param gone what this release does not support
     * @param discouraged what this release supports but deprecates
     * @param changes values that differ from the definition's own release although the definition does not set them
     * @param deliveries the delivery channel of each requested parameter, capability and property
     */
    @Schema(name = "PortabilityRelease")
    record Release(
            @Schema(example = "9.2") String version,
            boolean accepted,
            List<String> prints,
            List<Violation> violations,
            List<Violation> warnings,
            List<Violation> gone,
            List<Violation> discouraged,
            List<PortabilityReport.Change> changes,
            List<Channel> deliveries) {

        static Release of(PortabilityReport.Release release, List<String> prints) {
            return new Release(
                    release.version().toString(),
                    release.accepted(),
                    prints,
                    Violations.truncated(release.violations().errors()),
                    Violations.truncated(release.violations().warnings()),
                    Violations.truncated(release.gone()),
                    Violations.truncated(release.discouraged()),
                    release.changes(),
                    release.plan().deliveries().stream().map(Channel::of).toList());
        }
    }

    /**
     * The delivery channel of a requested parameter, capability or property.
     *
     * @param name the name of the parameter, capability or property
     * @param channel the delivery channel
     * @param reason why this channel is used
     */
    @Schema(name = "PortabilityChannel")
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
