package dev.outset.access.http;

import dev.outset.access.AccessSettings;
import dev.outset.access.AccessSettings.TokenRule;
import dev.outset.access.LabelScope;
import dev.outset.access.Principal;
import dev.outset.access.Role;
import dev.outset.violation.Abbreviation;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Converts a verified access token to a principal; the token rules of the settings map its claims to role and scope.
 */
final class JwtPrincipalConverter {

    private final AccessSettings settings;

    JwtPrincipalConverter(AccessSettings settings) {
        this.settings = settings;
    }

    Principal convert(Jwt token) {
        Object claimed = token.getClaims().get(settings.subjectClaim());
        String name = abbreviated(Objects.requireNonNullElse(claimed, "unnamed").toString());
        Instant until = token.getExpiresAt();
        String credential = abbreviated("token of " + token.getClaims().getOrDefault("iss", "no issuer"));
        return settings.tokenRules().stream()
                .filter(rule -> matches(rule, token))
                .findFirst()
                .map(rule -> new Principal(name, rule.role(), new LabelScope(rule.labels()), credential, null, until))
                .orElseGet(() -> new Principal(name, Role.NONE, LabelScope.unrestricted(), credential, null, until));
    }

    private static boolean matches(TokenRule rule, Jwt token) {
        return switch (claim(token.getClaims(), rule.claim())) {
            case Collection<?> values ->
                values.stream().anyMatch(value -> rule.value().equals(String.valueOf(value)));
            case String text ->
                text.equals(rule.value()) || Arrays.asList(text.split(" ", -1)).contains(rule.value());
            case null -> false;
            case Object other -> other.toString().equals(rule.value());
        };
    }

    /** Finds a claim by its name, which may contain dots itself (such as a URL), or by a path into nested claims. */
    private static @Nullable Object claim(Map<?, ?> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        int dot = path.indexOf('.');
        return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? claim(inner, path.substring(dot + 1))
                : null;
    }

    /** Removes control characters and limits the length, for the database and the log. */
    private static String abbreviated(String claim) {
        return Abbreviation.of(claim.replaceAll("\\p{Cntrl}", "?"), 201);
    }
}
