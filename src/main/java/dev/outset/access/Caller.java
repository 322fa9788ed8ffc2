package dev.outset.access;

/** Knows who calls on this thread. */
public interface Caller {

    /** Who calls. */
    Subject current();

    /** Whether a subject that was let in before would still be: its credential has not ended or been revoked. */
    boolean isStillIn(Subject subject);

    /** Whether access is asked for at all. */
    boolean isAsked();

    /** Everybody may do everything. */
    static Caller anybody() {
        return new Caller() {
            @Override
            public Subject current() {
                return Subject.anybody();
            }

            @Override
            public boolean isStillIn(Subject subject) {
                return true;
            }

            @Override
            public boolean isAsked() {
                return false;
            }
        };
    }
}
