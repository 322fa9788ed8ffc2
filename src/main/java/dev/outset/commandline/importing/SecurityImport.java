package dev.outset.commandline.importing;

import dev.outset.vm.OptionNames;
import tools.jackson.databind.node.ObjectNode;

/** Objects that hold keys and names. */
final class SecurityImport {

    private static final String TLS = "tls-creds-";

    private SecurityImport() {}

    static void run(Draft draft) {
        draft.each("-object", word -> {
            Members members = word.members("qom-type");
            String type = members.need("qom-type");
            if (type.equals("secret")) {
                secret(draft, word, members);
            } else if (type.startsWith(TLS)) {
                credentials(draft, word, type.substring(TLS.length()), members);
            } else if (type.equals("authz-simple")) {
                ObjectNode authorization = Draft.object();
                authorization.put("id", members.need("id")).put("identity", members.need("identity"));
                members.done();
                word.mapped(draft.add(authorization, "security", "authorizations"), "Somebody who may connect");
            }
        });
    }

    private static void secret(Draft draft, Word word, Members members) {
        if (members.peek("data") != null) {
            throw new NotMappable("No definition carries a secret in the open");
        }
        ObjectNode secret = Draft.object();
        secret.put("id", members.need("id")).put("path", members.need("file"));
        Draft.putOptions(secret, members, OptionNames.OBJECT);
        word.mapped(draft.add(secret, "security", "secrets"), "A secret in a file of the host");
    }

    private static void credentials(Draft draft, Word word, String kind, Members members) {
        ObjectNode credentials = Draft.object();
        credentials.put("id", members.need("id")).put("kind", kind);
        String endpoint = members.take("endpoint");
        credentials.put("endpoint", endpoint == null ? "client" : endpoint);
        Draft.put(credentials, "directory", members.take("dir"));
        Draft.putFlag(credentials, "verifyPeer", members.take("verify-peer"));
        Draft.putOptions(credentials, members, OptionNames.OBJECT);
        word.mapped(draft.add(credentials, "security", "tlsCredentials"), "TLS credentials");
    }
}
