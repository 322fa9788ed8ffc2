package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.vm.property.PropertyNames;
import tools.jackson.databind.node.ObjectNode;

/** Imports the objects for secrets, TLS credentials and authorizations. */
final class SecurityImport {

    private static final String TLS = "tls-creds-";

    private SecurityImport() {}

    static void run(SpecBuilder builder) {
        builder.forEach("-object", option -> {
            KeyValues members = option.members("qom-type");
            String type = members.require("qom-type");
            if (type.equals("secret")) {
                secret(builder, option, members);
            } else if (type.startsWith(TLS)) {
                credentials(builder, option, type.substring(TLS.length()), members);
            } else if (type.equals("authz-simple")) {
                ObjectNode authorization = SpecBuilder.object();
                authorization.put("id", members.require("id")).put("identity", members.require("identity"));
                members.requireEmpty();
                option.markMapped(
                        builder.add(authorization, "/security/authorizations"), "A peer that is allowed to connect");
            }
        });
    }

    private static void secret(SpecBuilder builder, CliOption option, KeyValues members) {
        if (members.peek("data") != null) {
            throw new UnmappableOptionException("A definition cannot contain a secret in plain text");
        }
        ObjectNode secret = SpecBuilder.object();
        secret.put("id", members.require("id")).put("path", members.require("file"));
        SpecBuilder.putOptions(secret, members, PropertyNames.OBJECT);
        option.markMapped(builder.add(secret, "/security/secrets"), "A secret stored in a file on the host");
    }

    private static void credentials(SpecBuilder builder, CliOption option, String kind, KeyValues members) {
        ObjectNode credentials = SpecBuilder.object();
        credentials.put("id", members.require("id")).put("kind", kind);
        String endpoint = members.take("endpoint");
        credentials.put("endpoint", endpoint == null ? "client" : endpoint);
        SpecBuilder.put(credentials, "directory", members.take("dir"));
        SpecBuilder.putFlag(credentials, "verifyPeer", members.take("verify-peer"));
        SpecBuilder.putOptions(credentials, members, PropertyNames.OBJECT);
        option.markMapped(builder.add(credentials, "/security/tlsCredentials"), "TLS credentials");
    }
}
