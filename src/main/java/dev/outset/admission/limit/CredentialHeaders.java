package dev.outset.admission.limit;

import java.util.List;
import org.springframework.http.HttpHeaders;

/** The request headers that carry credentials. */
public final class CredentialHeaders {

    /** The header of an API key. */
    public static final String KEY = "X-API-Key";

    /** All headers that may carry an API key or an access token. */
    static final List<String> ALL = List.of(HttpHeaders.AUTHORIZATION, KEY);

    private CredentialHeaders() {}
}
