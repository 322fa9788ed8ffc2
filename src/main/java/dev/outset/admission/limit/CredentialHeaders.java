package dev.outset.admission.limit;

import java.util.List;
import org.springframework.http.HttpHeaders;

/** In which headers a request shows what lets it in. */
public final class CredentialHeaders {

    /** A key alone. */
    public static final String KEY = "X-API-Key";

    /** Those of a key or a token. */
    static final List<String> ALL = List.of(HttpHeaders.AUTHORIZATION, KEY);

    private CredentialHeaders() {}
}
