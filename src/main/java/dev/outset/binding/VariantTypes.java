package dev.outset.binding;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The variants of sealed types with a {@link Discriminator}. */
public final class VariantTypes {

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
        return discriminator == null ? null : discriminator.value();
    }

    /** The name of a variant: its simple name with hyphens, such as {@code slow-step}. */
    public static String name(Class<?> variant) {
        return NAMES.get(variant);
    }

    /** The variants that the discriminator of a sealed type tells apart, in order. */
    static Stream<Class<?>> of(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(variant ->
                        variant.isSealed() && discriminator(variant) == null ? of(variant) : Stream.of(variant));
    }

    /** The discriminator members of a variant and their values, outermost first. */
    public static Map<String, String> members(Class<?> variant) {
        Map<String, String> members = new LinkedHashMap<>();
        addMembers(members, variant, variant);
        return members;
    }

    private static void addMembers(Map<String, String> members, Class<?> variant, Class<?> type) {
        for (Class<?> sealed : type.getInterfaces()) {
            String discriminator = discriminator(sealed);
            addMembers(members, discriminator == null ? variant : sealed, sealed);
            if (discriminator != null) {
                members.put(discriminator, name(variant));
            }
        }
    }
}
