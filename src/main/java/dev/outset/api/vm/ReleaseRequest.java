package dev.outset.api.vm;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.binding.EnumLabels;
import dev.outset.violation.Violation;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request to release a VM whose guest has migrated, or may have.
 *
 * @param acceptedRisk the accepted risk: the guest may run twice, so that two QEMU processes write to the same disks;
 *     null if none is accepted
 */
record ReleaseRequest(
        @Schema(example = "GuestMayRunTwice") @Nullable AcceptedRisk acceptedRisk) {

    /** The risk of a release. */
    enum AcceptedRisk {
        GUEST_MAY_RUN_TWICE;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }

    /**
     * Requires that the request accepts the risk.
     *
     * @throws InvalidRequestException if it does not
     */
    void requireAcceptedRisk() {
        if (acceptedRisk == null) {
            throw new InvalidRequestException(Violation.error(
                    "/acceptedRisk",
                    "accepted-risk",
                    "The guest of this VM may run in another QEMU process. After the release, this VM boots it"
                            + " again, and two QEMU processes may write to the same disks and corrupt them",
                    "Make sure that the guest runs nowhere else: power off or delete the VM in status.hold.destination."
                            + " Then send acceptedRisk: \"" + AcceptedRisk.GUEST_MAY_RUN_TWICE + "\""));
        }
    }
}
