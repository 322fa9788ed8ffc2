package dev.outset.validation;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.Listening;
import dev.outset.migration.ReadMoment;
import java.util.List;

/** What cannot arrive in time is refused; what arrives too late to matter is said. */
final class DeliveryRules {

    private DeliveryRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("undeliverable", DeliveryRules::undeliverable), new Rule("too-late", DeliveryRules::tooLate));
    }

    private static void undeliverable(Subject subject, Findings findings) {
        for (Delivery.Undeliverable delivery : subject.plan().undeliverable()) {
            findings.error(
                    delivery.pointer(),
                    "'" + delivery.name() + "' cannot be delivered in time. " + delivery.reason(),
                    "Change how the VM listens or the release, or leave it out");
        }
    }

    private static void tooLate(Subject subject, Findings findings) {
        boolean listensFromCommandLine = subject.plan().listening() instanceof Listening.FromCommandLine;
        subject.migration()
                .live()
                .names()
                .forEach(parameter -> subject.catalogue()
                        .parameter(parameter)
                        .filter(row -> isTooLate(row, listensFromCommandLine))
                        .ifPresent(row -> findings.warning(
                                Findings.below("/migration/live", row.name()),
                                row.readAt() == ReadMoment.BOOT
                                        ? "QEMU reads " + row.name()
                                                + " while it starts, before any live parameter arrives"
                                        : "QEMU reads " + row.name()
                                                + " when the incoming side is set up, and this VM listens from its command line",
                                row.readAt() == ReadMoment.BOOT
                                        ? "Ask for it under early"
                                        : "Ask for it under early, or listen with defer")));
    }

    private static boolean isTooLate(ParameterSpec row, boolean listensFromCommandLine) {
        return row.readAt() == ReadMoment.BOOT || (row.readAt() == ReadMoment.INCOMING && listensFromCommandLine);
    }
}
