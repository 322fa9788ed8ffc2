package dev.outset.binding;

import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationAddress;
import dev.outset.qemu.Fault;
import dev.outset.vm.console.CharacterBackend;
import dev.outset.vm.console.Display;
import dev.outset.vm.network.NetworkBackend;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sealed types in JSON: the member that tells the variants apart, and the name of each variant. */
public final class VariantTypes {

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

    private VariantTypes() {}

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
