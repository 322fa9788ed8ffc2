package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
import dev.outset.vm.property.PropertyNames;
import tools.jackson.databind.node.ObjectNode;

/** Objects that hold keys and names. */
final class SecurityImport {

    private static final String TLS = "tls-creds-";

    private SecurityImport() {}

    static void run(SpecBuilder draft) {
        draft.each("-object", word -> {
            KeyValues members = word.members("qom-type");
            String type = members.need("qom-type");
            if (type.equals("secret")) {
                secret(draft, word, members);
            } else if (type.startsWith(TLS)) {
                credentials(draft, word, type.substring(TLS.length()), members);
            } else if (type.equals("authz-simple")) {
                ObjectNode authorization = SpecBuilder.object();
                authorization.put("id", members.need("id")).put("identity", members.need("identity"));
                members.done();
                word.mapped(draft.add(authorization, "security", "authorizations"), "Somebody who may connect");
            }
        });
    }

    private static void secret(SpecBuilder draft, CliOption word, KeyValues members) {
        if (members.peek("data") != null) {
            throw new UnmappableOptionException("No definition carries a secret in the open");
        }
        ObjectNode secret = SpecBuilder.object();
        secret.put("id", members.need("id")).put("path", members.need("file"));
        SpecBuilder.putOptions(secret, members, PropertyNames.OBJECT);
        word.mapped(draft.add(secret, "security", "secrets"), "A secret in a file of the host");
    }

    private static void credentials(SpecBuilder draft, CliOption word, String kind, KeyValues members) {
        ObjectNode credentials = SpecBuilder.object();
        credentials.put("id", members.need("id")).put("kind", kind);
        String endpoint = members.take("endpoint");
        credentials.put("endpoint", endpoint == null ? "client" : endpoint);
        SpecBuilder.put(credentials, "directory", members.take("dir"));
        SpecBuilder.putFlag(credentials, "verifyPeer", members.take("verify-peer"));
        SpecBuilder.putOptions(credentials, members, PropertyNames.OBJECT);
        word.mapped(draft.add(credentials, "security", "tlsCredentials"), "TLS credentials");
    }
}
