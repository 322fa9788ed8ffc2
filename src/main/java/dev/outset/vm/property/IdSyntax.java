package dev.outset.vm.property;

/** The form of ids. */
public final class IdSyntax {

    /** What {@code util/id.c: id_wellformed} takes. */
    public static final String FORM = "[A-Za-z][A-Za-z0-9._-]{0,62}";

    private IdSyntax() {}
}
