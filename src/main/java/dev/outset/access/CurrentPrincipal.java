package dev.outset.access;

/** Provides the principal of the request that the current thread serves. */
public interface CurrentPrincipal {

    /** The principal of the current request. */
    Principal current();

    /** Whether the credential of a previously authenticated principal has neither expired nor been revoked. */
    boolean isStillIn(Principal principal);

    /** Whether requests must be authenticated. */
    boolean isAsked();

    /** The provider for a service without authentication: every request has the unrestricted principal. */
    static CurrentPrincipal anybody() {
        return new CurrentPrincipal() {
            @Override
            public Principal current() {
                return Principal.anybody();
            }

            @Override
            public boolean isStillIn(Principal principal) {
                return true;
            }

            @Override
            public boolean isAsked() {
                return false;
            }
        };
    }
}
