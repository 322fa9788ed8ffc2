package dev.outset.access;

/** Knows who calls on this thread. */
public interface CurrentPrincipal {

    /** Who calls. */
    Principal current();

    /** Whether a subject that was let in before would still be: its credential has not ended or been revoked. */
    boolean isStillIn(Principal subject);

    /** Whether access is asked for at all. */
    boolean isAsked();

    /** Everybody may do everything. */
    static CurrentPrincipal anybody() {
        return new CurrentPrincipal() {
            @Override
            public Principal current() {
                return Principal.anybody();
            }

            @Override
            public boolean isStillIn(Principal subject) {
                return true;
            }

            @Override
            public boolean isAsked() {
                return false;
            }
        };
    }
}
