package dev.outset.api.migration;

import dev.outset.validation.settings.UriSyntax;
import dev.outset.violation.Violation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks the address to which a source connects. */
final class AddressCheck {

    private AddressCheck() {}

    /** The violations of an address; none without an address. */
    static List<Violation> violations(@Nullable String address) {
        return Optional.ofNullable(address)
                .flatMap(UriSyntax::check)
                .map(malformed -> Violation.error("/address", "address", malformed.message(), malformed.action()))
                .stream()
                .toList();
    }
}
