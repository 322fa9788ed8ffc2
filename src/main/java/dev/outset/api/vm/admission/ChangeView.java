package dev.outset.api.vm.admission;

import dev.outset.binding.EnumLabels;
import dev.outset.commandline.CommandLine;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The impact of a change on the current VM.
 *
 * @param effect what is required for the whole change to take effect
 * @param running whether QEMU is running
 * @param fields the changed fields
 * @param removed the command-line options that the change removes
 * @param added the command-line options that the change adds
 */
@Schema(name = "Change")
public record ChangeView(
        Effect effect,
        boolean running,
        List<Field> fields,
        List<CommandLine.Option> removed,
        List<CommandLine.Option> added) {

    /** How a change takes effect. */
    @Schema(
            name = "ChangeEffect",
            description =
                    "'none': no effect on QEMU. 'live': applied to the running QEMU. 'next-start': takes effect on the"
                            + " next boot. 'restart': changes the command line, so it takes effect when the client"
                            + " restarts the VM.")
    enum Effect {
        NONE,
        LIVE,
        NEXT_START,
        RESTART;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /**
     * A changed field.
     *
     * @param pointer the JSON pointer of the field
     * @param before the current value, in canonical units; null for none
     * @param after the new value, in canonical units; null for none
     * @param effect how the change of the field takes effect
     */
    @Schema(name = "FieldChange")
    record Field(
            @Schema(example = "/spec/migration/live/max-bandwidth")
            String pointer,

            @Nullable JsonNode before,
            @Nullable JsonNode after,
            Effect effect) {}
}
