package dev.outset.api.vm.admission;

import dev.outset.commandline.CommandLine;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a change of a definition does to the VM as it is.
 *
 * @param effect what has to happen until everything is in force
 * @param running whether a QEMU runs now
 * @param fields every field that changes
 * @param removed options that the command line has now and would have no more
 * @param added options that it would have and has not now
 */
@Schema(name = "Change", description = "What a change of a definition does to the VM as it is.")
public record ChangeView(
        Effect effect,
        @Schema(description = "Whether a QEMU runs now.") boolean running,
        List<Field> fields,
        List<CommandLine.Option> removed,
        List<CommandLine.Option> added) {

    /** How a change gets into force. */
    @Schema(
            name = "ChangeEffect",
            description =
                    "'none': nothing changes for QEMU; 'live': the running QEMU takes it over; 'restart': it needs"
                            + " another command line, so the VM is restarted when its user asks for it; 'next-start': it"
                            + " counts from the next start on, whenever that is.")
    enum Effect {
        NONE("none"),
        LIVE("live"),
        NEXT_START("next-start"),
        RESTART("restart");

        private final String label;

        Effect(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * A field that changes.
     *
     * @param pointer the field
     * @param before its value now, in canonical units; null for none
     * @param after its value then; null for none
     * @param effect how it gets into force
     */
    @Schema(name = "FieldChange", description = "A field that changes.")
    record Field(
            @Schema(example = "/spec/migration/live/max-bandwidth")
            String pointer,

            @Nullable JsonNode before,
            @Nullable JsonNode after,
            Effect effect) {}
}
