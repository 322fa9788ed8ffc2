package dev.outset.probe;

import dev.outset.binding.EnumLabels;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A difference between a binary and the catalogue of its release.
 *
 * @param subject the kind of item that differs
 * @param name the name of the parameter, capability, property or machine type
 * @param aspect the aspect that differs
 * @param catalogue the value in the catalogue; null if the catalogue has no item of this name
 * @param binary the value reported by the binary; null if the binary has no item of this name
 */
@Schema(name = "QemuBinaryDifference")
public record CatalogueDifference(
        @Schema(example = "migration-parameter") Subject subject,
        String name,
        @Schema(example = "default") Aspect aspect,
        @Nullable String catalogue,
        @Nullable String binary) {

    /** The kind of item that differs. */
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

    /** The aspect that differs. */
    public enum Aspect {
        PRESENCE,
        TYPE,
        DEFAULT,
        FEATURES,
        ALIAS;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
