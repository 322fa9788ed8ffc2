package dev.outset.commandline.importing.option;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.qemu.OptionMember;
import org.jspecify.annotations.Nullable;

/** An option of a command line and the outcome of its import. */
public final class CliOption {

    private final int index;

    private final String written;

    private final String option;

    private final @Nullable String value;

    private @Nullable ImportedToken token;

    private String reason = "";

    CliOption(int index, String written, @Nullable String value) {
        this.index = index;
        this.written = written;
        this.option = written.startsWith("--") ? written.substring(1) : written;
        this.value = value;
    }

    /** The index in the list of options. */
    public int index() {
        return index;
    }

    /** The option name with one dash. */
    public String option() {
        return option;
    }

    /** The option name as written; empty for an argument without an option. */
    public String written() {
        return written;
    }

    /** The value; null for none. */
    public @Nullable String value() {
        return value;
    }

    /** Returns the value; throws {@link UnmappableOptionException} if there is none. */
    public String requireValue() {
        if (value == null) {
            throw new UnmappableOptionException("The value is missing");
        }
        return value;
    }

    /** Parses the members of the value. */
    public KeyValues members() {
        return KeyValues.of(requireValue(), OptionMember.impliedKey(option));
    }

    /** Whether the option has no outcome yet. */
    public boolean isPending() {
        return token == null;
    }

    /** Sets the outcome: mapped to the field at a JSON pointer. */
    public void markMapped(String to, String why) {
        setOutcome(ImportedToken.Outcome.MAPPED, to, why);
    }

    /** Sets the outcome: dropped. */
    public void markDropped(String why) {
        setOutcome(ImportedToken.Outcome.DROPPED, "", why);
    }

    /** Sets the outcome: kept as an additional argument. */
    public void markRaw(String why) {
        setOutcome(ImportedToken.Outcome.RAW, "", why);
    }

    /** Records why the option could not be mapped; a later mapping replaces the reason. */
    public void recordReason(String why) {
        if (isPending()) {
            reason = why;
        }
    }

    /** Why the option could not be mapped; empty if that was not tried. */
    public String reason() {
        return reason;
    }

    /** Sets the JSON pointer to an additional argument. */
    public void setPointer(String to) {
        token = new ImportedToken(
                written, value, toToken().outcome(), to, toToken().reason());
    }

    private void setOutcome(ImportedToken.Outcome how, String to, String why) {
        if (token != null) {
            throw new IllegalStateException("Option " + index + " already has an outcome");
        }
        token = new ImportedToken(written, value, how, to, why);
    }

    /** Returns the outcome; throws {@link IllegalStateException} if there is none. */
    public ImportedToken toToken() {
        if (token == null) {
            throw new IllegalStateException("Option " + index + " has no outcome");
        }
        return token;
    }
}
