package dev.outset.vm.property;

/** The syntax of ids. */
public final class IdSyntax {

    /** The pattern of a valid id, as checked by {@code util/id.c: id_wellformed}. */
    public static final String FORM = "[A-Za-z][A-Za-z0-9._-]{0,62}";

    private IdSyntax() {}
}
