package dev.outset.simulator.migration;

import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ParameterType;
import dev.outset.parameters.ParameterValue;
import dev.outset.simulator.text.Numbers;
import dev.outset.simulator.text.QapiBool;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.Sizes;
import java.util.List;

/** {@code qapi/string-input-visitor.c}: parses property values of {@code -global} and compat arrays. */
public final class PropertyText {

    private static final List<String> SIZE_HINT = List.of(
            "Optional suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-, peta-",
            "and exabytes, respectively.");

    private PropertyText() {}

    /**
     * Parses the value of a property.
     *
     * @param sizes the size parser of the release
     * @throws QemuError if the text is not valid for the type of the property
     */
    public static ParameterValue parse(MigrationProperty property, String text, Sizes sizes) {
        String name = property.name();
        ParameterType type = property.type();
        return switch (type.kind()) {
            case UINT8 -> number(name, text, type.maximum(), "uint8_t");
            case UINT32 -> number(name, text, type.maximum(), "uint32_t");
            case UINT64 -> number(name, text, type.maximum(), "uint64");
            case SIZE -> size(name, text, sizes);
            case BOOL -> bool(name, text);
            case ENUM -> member(name, text, type.members());
            case STR, STR_OR_NULL, STRINGS, BITMAP_MAPPING -> new ParameterValue.Text(text);
        };
    }

    private static QemuError invalid(String name, String expected) {
        return QemuError.generic("Parameter '" + name + "' expects " + expected);
    }

    private static ParameterValue number(String name, String text, long maximum, String type) {
        Long value = Numbers.strtou64(text);
        if (value == null) {
            throw invalid(name, "uint64");
        }
        if (Long.compareUnsigned(value, maximum) > 0) {
            throw invalid(name, type);
        }
        return new ParameterValue.Unsigned(value);
    }

    private static ParameterValue size(String name, String text, Sizes sizes) {
        Sizes.Result size = sizes.parse(text);
        return switch (size.status()) {
            case OK -> new ParameterValue.Unsigned(size.value());
            case OUT_OF_RANGE ->
                throw QemuError.generic("Value '" + text + "' is out of range for parameter '" + name + "'");
            case INVALID ->
                throw invalid(name, "a non-negative number below 2^64").withHints(SIZE_HINT);
        };
    }

    private static ParameterValue bool(String name, String text) {
        Boolean value = QapiBool.parse(text);
        if (value == null) {
            throw invalid(name, "'on' or 'off'");
        }
        return new ParameterValue.Bool(value);
    }

    private static ParameterValue member(String name, String text, List<String> members) {
        if (!members.contains(text)) {
            throw QemuError.generic("Parameter '" + name + "' does not accept value '" + text + "'");
        }
        return new ParameterValue.Text(text);
    }
}
