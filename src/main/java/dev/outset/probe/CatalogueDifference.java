package dev.outset.probe;

import org.jspecify.annotations.Nullable;

/**
 * Something in which a binary differs from the catalogue's release.
 *
 * @param subject what it is about
 * @param name the name of the parameter, capability, property or machine type
 * @param aspect what differs
 * @param catalogue what the catalogue says; null where it has nothing of this name
 * @param binary what the binary says; null where it has nothing of this name
 */
public record CatalogueDifference(
        Subject subject,
        String name,
        Aspect aspect,
        @Nullable String catalogue,
        @Nullable String binary) {

    /** What a difference is about. */
    public enum Subject {
        PARAMETER("migration-parameter"),
        CAPABILITY("migration-capability"),
        PROPERTY("global-property"),
        MACHINE_TYPE("machine-type");

        private final String label;

        Subject(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** What differs. */
    public enum Aspect {
        PRESENCE("presence"),
        TYPE("type"),
        DEFAULT("default"),
        FEATURES("features"),
        ALIAS("alias");

        private final String label;

        Aspect(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }
}
