package dev.outset.commandline;

import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.Kernel;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An option whose value is one field of the definition.
 *
 * @param name the option, such as {@code -uuid}
 * @param pointer the JSON pointer to the field
 * @param rendered the reason of a rendered option
 * @param imported the reason of an imported option
 * @param value returns the field; null if the option is omitted, true for an option without a value
 */
public record SingleOption(
        String name, String pointer, String rendered, String imported, Function<VmSpec, @Nullable Object> value) {

    /** {@code -uuid}. */
    public static final SingleOption UUID = of(
            "-uuid",
            "/identity/uuid",
            "The machine's UUID",
            spec -> spec.identity().uuid());

    /** {@code -only-migratable}. */
    public static final SingleOption ONLY_MIGRATABLE = of(
            "-only-migratable",
            "/migration/onlyMigratable",
            "QEMU refuses devices that block migration",
            spec -> spec.migration().onlyMigratable() ? true : null);

    /** {@code -kernel}, {@code -initrd} and {@code -append}. */
    public static final List<SingleOption> KERNEL = List.of(
            kernel("-kernel", "image", "The kernel that QEMU boots directly.", Kernel::image),
            kernel("-initrd", "initrd", "The initial RAM disk.", Kernel::initrd),
            kernel("-append", "append", "The kernel command line.", Kernel::append));

    private static SingleOption of(
            String name, String pointer, String reason, Function<VmSpec, @Nullable Object> value) {
        return new SingleOption(name, pointer, reason + ".", reason, value);
    }

    private static SingleOption kernel(
            String name, String field, String reason, Function<Kernel, @Nullable String> value) {
        return new SingleOption(
                name,
                "/machine/kernel/" + field,
                reason,
                "The kernel that QEMU boots directly",
                spec -> spec.machine().kernel() == null
                        ? null
                        : value.apply(spec.machine().kernel()));
    }

    /** Renders the option if the field is set. */
    public void addTo(OptionList options, VmSpec spec) {
        Object field = value.apply(spec);
        if (field != null && field.equals(true)) {
            options.flag(name, pointer, rendered);
        } else if (field != null) {
            options.add(name, field.toString(), pointer, rendered);
        }
    }
}
