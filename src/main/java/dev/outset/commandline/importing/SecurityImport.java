package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.PartialOptions;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.vm.property.PropertyNames;
import tools.jackson.databind.node.ObjectNode;

/** Imports the objects for secrets, TLS credentials and authorizations. */
final class SecurityImport {

    private static final String TLS = "tls-creds-";

    private SecurityImport() {}

    static void run(SpecBuilder builder) {
        builder.forEach("-object", option -> {
            KeyValues members = option.members();
            String type = members.require("qom-type");
            if (type.equals("secret")) {
                if (members.peek("data") != null) {
                    throw new UnmappableOptionException("A definition cannot contain a secret in plain text");
                }
                ObjectNode secret = PartialOptions.SECRET.read(members);
                SpecBuilder.putOptions(secret, members, PropertyNames.OBJECT);
                option.markMapped(builder.add(secret, "/security/secrets"), "A secret stored in a file on the host");
            } else if (type.startsWith(TLS)) {
                ObjectNode credentials = PartialOptions.CREDENTIALS.read(members);
                credentials.put("kind", type.substring(TLS.length()));
                SpecBuilder.putOptions(credentials, members, PropertyNames.OBJECT);
                option.markMapped(builder.add(credentials, "/security/tlsCredentials"), "TLS credentials");
            } else if (type.equals("authz-simple")) {
                ObjectNode authorization = PartialOptions.AUTHORIZATION.read(members);
                members.requireEmpty();
                option.markMapped(
                        builder.add(authorization, "/security/authorizations"), "A peer that is allowed to connect");
            }
        });
    }
}
