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

/** The discriminator member of each sealed type in JSON, and the name of each variant. */
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

    /** The discriminator member of a sealed type; null if the type has none. */
    public static @Nullable String discriminator(Class<?> type) {
        Discriminator discriminator = type.getDeclaredAnnotation(Discriminator.class);
        return discriminator == null ? DISCRIMINATORS.get(type) : discriminator.value();
    }

    /** The name of a variant: its simple name with hyphens, such as {@code slow-step}. */
    public static String name(Class<?> variant) {
        return NAMES.get(variant);
    }

    /** Whether a type is {@link Incoming}, which has a special JSON format. */
    static boolean isIncoming(Class<?> type) {
        return type == Incoming.class;
    }
}
