package dev.outset.access;

/** Provides the principal of the request that the current thread serves. */
public interface CurrentPrincipal {

    /** The principal of the current request. */
    Principal current();

    /** Whether the credential of a previously authenticated principal has neither expired nor been revoked. */
    boolean isStillValid(Principal principal);

    /** Whether requests must be authenticated. */
    boolean isAuthenticationRequired();

    /** The provider for a service without authentication: every request has the unrestricted principal. */
    static CurrentPrincipal unrestricted() {
        return new CurrentPrincipal() {
            @Override
            public Principal current() {
                return Principal.unrestricted();
            }

            @Override
            public boolean isStillValid(Principal principal) {
                return true;
            }

            @Override
            public boolean isAuthenticationRequired() {
                return false;
            }
        };
    }
}
