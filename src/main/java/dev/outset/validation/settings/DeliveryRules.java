package dev.outset.validation.settings;

import dev.outset.delivery.Delivery;
import dev.outset.parameters.ReadMoment;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.List;

/** What cannot arrive in time is refused; what arrives too late to matter is said. */
final class DeliveryRules {

    private DeliveryRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("undeliverable", DeliveryRules::undeliverable), new Rule("too-late", DeliveryRules::tooLate));
    }

    private static void undeliverable(ValidationContext subject, ViolationCollector findings) {
        for (Delivery.Undeliverable delivery : subject.plan().undeliverable()) {
            findings.error(
                    delivery.pointer(),
                    "'" + delivery.name() + "' cannot be delivered in time. " + delivery.reason(),
                    "Change how the VM listens or the release, or leave it out");
        }
    }

    private static void tooLate(ValidationContext subject, ViolationCollector findings) {
        for (Delivery delivery : subject.plan().deliveries()) {
            if (delivery instanceof Delivery.QmpParameter late && late.timing() == Delivery.Timing.TOO_LATE) {
                boolean atBoot = subject.catalogue()
                        .parameter(late.parameter())
                        .filter(row -> row.readAt().destination() == ReadMoment.BOOT)
                        .isPresent();
                findings.warning(
                        late.pointer(),
                        atBoot
                                ? "QEMU reads " + late.name() + " while it starts, before any live parameter arrives"
                                : "QEMU reads " + late.name()
                                        + " when the incoming side is set up, and this VM listens from its command line",
                        atBoot ? "Ask for it under early" : "Ask for it under early, or listen with defer");
            }
        }
    }
}
