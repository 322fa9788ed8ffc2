package dev.outset.binding;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The text of enum constants in JSON, in messages and on command lines, derived from the names of the constants. */
@SuppressWarnings("EnumOrdinal") // The labels of a type are an array in the order of its constants.
public final class EnumLabels {

    private static final ClassValue<String[]> KEBAB = new ClassValue<>() {
        @Override
        protected String[] computeValue(Class<?> type) {
            return labels(type, name -> name.toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    };

    private static final ClassValue<String[]> PASCAL = new ClassValue<>() {
        @Override
        protected String[] computeValue(Class<?> type) {
            return labels(
                    type,
                    name -> Arrays.stream(name.split("_"))
                            .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining()));
        }
    };

    private EnumLabels() {}

    private interface Spelling {

        String of(String name);
    }

    private static String[] labels(Class<?> type, Spelling spelling) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> spelling.of(((Enum<?>) constant).name()))
                .toArray(String[]::new);
    }

    /** Returns the name in lower case with hyphens, such as {@code machine-ready}. */
    public static String kebab(Enum<?> constant) {
        return KEBAB.get(constant.getDeclaringClass())[constant.ordinal()];
    }

    /** Returns the name in lower case with underscores, such as {@code io_uring}. */
    public static String snake(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name in camel case with a capital first letter, such as {@code MachineReady}. */
    public static String pascal(Enum<?> constant) {
        return PASCAL.get(constant.getDeclaringClass())[constant.ordinal()];
    }

    /** Finds the constant whose {@code toString} is the label. */
    public static <E extends Enum<E>> Optional<E> find(Class<E> type, String label) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(label))
                .findFirst();
    }
}
