package dev.outset.commandline.importing.option;

import org.jspecify.annotations.Nullable;

/** An option on its way into the definition. */
public final class CliOption {

    private final int index;

    private final String written;

    private final String option;

    private final @Nullable String value;

    private ImportedToken.@Nullable Outcome outcome;

    private String pointer = "";

    private String reason = "";

    /**
     * An option.
     *
     * @param index its place in the list of options
     * @param written the option as written; empty for an argument without one
     * @param value its value; null for none
     */
    CliOption(int index, String written, @Nullable String value) {
        this.index = index;
        this.written = written;
        this.option = written.startsWith("--") ? written.substring(1) : written;
        this.value = value;
    }

    public int index() {
        return index;
    }

    /** The option with one dash. */
    public String option() {
        return option;
    }

    public String written() {
        return written;
    }

    public @Nullable String value() {
        return value;
    }

    /** The value, which this option always has. */
    public String text() {
        if (value == null) {
            throw new UnmappableOptionException("Its value is missing");
        }
        return value;
    }

    /** The members of the value. */
    public KeyValues members(@Nullable String implied) {
        return KeyValues.of(text(), implied);
    }

    public boolean isOpen() {
        return outcome == null;
    }

    public void mapped(String to, String why) {
        settle(ImportedToken.Outcome.MAPPED, to, why);
    }

    public void dropped(String why) {
        settle(ImportedToken.Outcome.DROPPED, "", why);
    }

    public void raw(String why) {
        settle(ImportedToken.Outcome.RAW, "", why);
    }

    /** Why it could not be mapped, until somebody else maps it. */
    public void remember(String why) {
        if (isOpen()) {
            reason = why;
        }
    }

    public String reason() {
        return reason;
    }

    /** Where a raw option stands in the definition. */
    public void moveTo(String to) {
        pointer = to;
    }

    private void settle(ImportedToken.Outcome how, String to, String why) {
        if (outcome != null) {
            throw new IllegalStateException("Option " + index + " has an outcome already");
        }
        outcome = how;
        pointer = to;
        reason = why;
    }

    public ImportedToken token() {
        if (outcome == null) {
            throw new IllegalStateException("Option " + index + " has no outcome");
        }
        return new ImportedToken(written, value, outcome, pointer, reason);
    }
}
