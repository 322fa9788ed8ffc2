package dev.outset.api.vm;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The release of a VM whose guest has moved to another QEMU, or may have.
 *
 * @param acceptedRisk the risk that the user accepts
 */
@Schema(name = "ReleaseRequest", description = "The release of a VM whose guest has moved, or may have.")
record ReleaseRequest(
        @Schema(
                description =
                        "The risk that is accepted: the guest may run twice, on disks that two QEMUs then write to.",
                example = "GuestMayRunTwice")
        @Nullable AcceptedRisk acceptedRisk) {

    /** The risk of a release. */
    enum AcceptedRisk {
        GUEST_MAY_RUN_TWICE("GuestMayRunTwice");

        private final String label;

        AcceptedRisk(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * Requires the risk to be accepted.
     *
     * @throws InvalidRequestException if it is not
     */
    void requireAcceptedRisk() {
        if (acceptedRisk == null) {
            throw new InvalidRequestException(new Violations(List.of(Violation.error(
                    "/acceptedRisk",
                    "accepted-risk",
                    "The guest of this VM may run in another QEMU. Released, this VM boots it again, and two QEMUs may then"
                            + " write to the same disks and destroy what is on them",
                    "Make sure that the guest runs nowhere else: look at status.hold.destination, and power that VM off or"
                            + " delete it. Then send acceptedRisk: \"" + AcceptedRisk.GUEST_MAY_RUN_TWICE + "\""))));
        }
    }
}
