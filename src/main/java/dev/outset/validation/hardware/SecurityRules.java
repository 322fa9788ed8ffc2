package dev.outset.validation.hardware;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.VmSpec;
import dev.outset.vm.security.Sandbox;
import dev.outset.vm.security.TlsCredentials;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for references to security objects, and for the sandbox. */
final class SecurityRules {

    private static final String OBJECT_ID = "object id";

    private SecurityRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("no-such-object", SecurityRules::references)
                        .needing(
                                "/security/tlsCredentials",
                                "/security/authorizations",
                                "/security/secrets",
                                "/extraArguments"),
                new Rule("tls-endpoint", SecurityRules::endpoint),
                Rule.forEach("tls-directory", Located::tlsCredentials, SecurityRules::directories, "/kind"),
                new Rule("sandbox-spawn", SecurityRules::spawn));
    }

    /** A parameter that holds an object id must refer to an object in the definition. */
    private static void references(ValidationContext context, ViolationCollector findings) {
        VmSpec spec = context.spec();
        if (!spec.extraArguments().isEmpty()) {
            // The additional arguments may define the object; only QEMU can tell.
            return;
        }
        List<String> known = Stream.of(
                        spec.security().tlsCredentials().stream().map(TlsCredentials::id),
                        spec.security().authorizations().stream().map(authorization -> authorization.id()),
                        spec.security().secrets().stream().map(secret -> secret.id()))
                .flatMap(ids -> ids)
                .toList();
        for (Delivery delivery : context.plan().deliveries()) {
            String id = value(delivery);
            if (id != null && isObjectId(context, delivery) && !id.isEmpty() && !known.contains(id)) {
                findings.error(
                        delivery.pointer(),
                        "No object has the id '" + ViolationCollector.abbreviated(id) + "' that " + delivery.name()
                                + " refers to",
                        "Add it under security.tlsCredentials or security.authorizations",
                        "No TLS credentials with id '" + id + "'");
            }
        }
    }

    private static boolean isObjectId(ValidationContext context, Delivery delivery) {
        return context.catalogue().parameters().stream()
                .filter(row -> OBJECT_ID.equals(row.unit()))
                .anyMatch(row -> row.name().equals(delivery.name())
                        || (delivery instanceof Delivery.GlobalProperty global
                                && global.property().equals(row.property())));
    }

    private static @Nullable String value(Delivery delivery) {
        return switch (delivery) {
            case Delivery.EarlyConfigItem item -> item.value().toString();
            case Delivery.GlobalProperty global -> global.text();
            case Delivery.QmpParameter setting -> setting.value().toString();
            case Delivery.QmpCapability _, Delivery.Undeliverable _ -> null;
        };
    }

    /** {@code migration/tls.c: migration_tls_get_creds} requires server credentials on the incoming side. */
    private static void endpoint(ValidationContext context, ViolationCollector findings) {
        if (context.migration().incoming() == null) {
            return;
        }
        for (ParameterSpec row : context.catalogue().parameters()) {
            EffectiveValue effective = context.plan().effective().get(row.parameter());
            if (effective != null
                    && OBJECT_ID.equals(row.unit())
                    && effective.value() instanceof ParameterValue.Text(String id)) {
                context.spec().security().tlsCredentials().stream()
                        .filter(credentials ->
                                credentials.id().equals(id) && credentials.endpoint() == TlsCredentials.Endpoint.CLIENT)
                        .forEach(credentials -> findings.error(
                                context.requestedPointers().getOrDefault(row.name(), "/migration"),
                                "'" + id + "' is for the client endpoint, but this VM is a destination",
                                "Use credentials with endpoint server",
                                "Expected TLS credentials for server endpoint"));
            }
        }
    }

    private static void directories(
            ValidationContext context, Located<TlsCredentials> located, ViolationCollector findings) {
        if (located.part().directory() == null && located.part().kind() != TlsCredentials.Kind.ANON) {
            findings.error(
                    located.at("/directory"),
                    "Credentials of kind " + located.part().kind() + " require a directory",
                    "Set directory",
                    "Missing 'dir' property value");
        }
    }

    private static void spawn(ValidationContext context, ViolationCollector findings) {
        Sandbox sandbox = context.spec().security().sandbox();
        if (sandbox.enabled()
                && sandbox.spawn() == Sandbox.Permission.DENY
                && context.spec().startsPrograms()) {
            findings.error(
                    "/security/sandbox/spawn",
                    "The sandbox denies starting programs, but the definition requires it",
                    "Remove spawn, or change the network or migration.incoming");
        }
    }
}
