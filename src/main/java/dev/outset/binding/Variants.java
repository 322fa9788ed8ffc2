package dev.outset.binding;

import dev.outset.migration.Incoming;
import dev.outset.migration.MigrationAddress;
import dev.outset.qemu.Fault;
import dev.outset.vm.CharacterBackend;
import dev.outset.vm.Display;
import dev.outset.vm.NetworkBackend;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sealed types in JSON: the member that tells the variants apart, and the name of each variant. */
public final class Variants {

    private static final Map<Class<?>, String> DISCRIMINATORS = Map.of(
            MigrationAddress.class, "transport",
            MigrationAddress.Socket.class, "type",
            NetworkBackend.class, "type",
            CharacterBackend.class, "type",
            Display.class, "type",
            Fault.class, "kind");

    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> variant) {
            return variant.getSimpleName()
                    .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                    .toLowerCase(Locale.ROOT);
        }
    };

    private Variants() {}

    /** The discriminating member of a sealed type, or null when the type is none of ours. */
    public static @Nullable String discriminator(Class<?> type) {
        return DISCRIMINATORS.get(type);
    }

    /** The name of a variant: its simple name with dashes, such as {@code slow-step}. */
    public static String name(Class<?> variant) {
        return NAMES.get(variant);
    }

    /** Whether a type has a form of its own, outside the general rules. */
    static boolean isIncoming(Class<?> type) {
        return type == Incoming.class;
    }
}
