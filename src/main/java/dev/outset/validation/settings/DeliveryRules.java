package dev.outset.validation.settings;

import dev.outset.delivery.Delivery;
import dev.outset.parameters.ReadMoment;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.List;

/** Rejects settings that cannot be delivered in time, and warns if QEMU reads a setting before its delivery. */
final class DeliveryRules {

    /** The fields that determine when QEMU listens. */
    private static final String[] LISTENING = {"/runtime", "/qemu/incomingConfig", "/migration/incoming"};

    private DeliveryRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("undeliverable", DeliveryRules::undeliverable).needing(LISTENING),
                new Rule("too-late", DeliveryRules::tooLate).needing(LISTENING));
    }

    private static void undeliverable(ValidationContext context, ViolationCollector findings) {
        for (Delivery.Undeliverable delivery : context.plan().undeliverable()) {
            findings.error(
                    delivery.pointer(),
                    "'" + delivery.name() + "' cannot be delivered in time. " + delivery.reason(),
                    "Change migration.incoming or the QEMU release, or remove it");
        }
    }

    private static void tooLate(ValidationContext context, ViolationCollector findings) {
        for (Delivery delivery : context.plan().deliveries()) {
            if (delivery instanceof Delivery.QmpParameter late && late.timing() == Delivery.Timing.TOO_LATE) {
                boolean atBoot = context.catalogue()
                        .parameter(late.parameter())
                        .filter(row -> row.readAt().destination() == ReadMoment.BOOT)
                        .isPresent();
                findings.warning(
                        late.pointer(),
                        atBoot
                                ? "QEMU reads " + late.name() + " while it starts, before live parameters are set"
                                : "QEMU reads " + late.name()
                                        + " when the incoming side is set up, and this VM listens from its command line",
                        atBoot ? "Move it to early" : "Move it to early, or set listen to defer");
            }
        }
    }
}
