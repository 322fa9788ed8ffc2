package dev.outset.commandline.render;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.commandline.RegularOption;
import dev.outset.vm.VmSpec;
import dev.outset.vm.security.Authorization;
import dev.outset.vm.security.Sandbox;
import dev.outset.vm.security.Secret;
import dev.outset.vm.security.Security;
import dev.outset.vm.security.TlsCredentials;

/** Renders the sandbox, and the objects for secrets, TLS credentials and authorizations. */
final class SecurityOptions {

    private SecurityOptions() {}

    static void sandbox(OptionList options, VmSpec spec) {
        Sandbox sandbox = spec.security().sandbox();
        if (!sandbox.enabled()) {
            return;
        }
        options.add(
                "-sandbox",
                RegularOption.SANDBOX.render(OptionText.of("on"), spec),
                "/security/sandbox",
                RegularOption.spawn(spec) == Sandbox.Permission.ALLOW && sandbox.spawn() == null
                        ? "Denies system calls that QEMU does not need; spawn is allowed because QEMU must start programs."
                        : "Denies system calls that QEMU does not need.");
    }

    static void objects(OptionList options, Security security) {
        for (int i = 0; i < security.secrets().size(); i++) {
            Secret secret = security.secrets().get(i);
            OptionText text = OptionText.of("secret").with("id", secret.id()).with("file", secret.path());
            secret.options().forEach(text::with);
            options.add("-object", text, "/security/secrets/" + i, "A secret that other objects refer to.");
        }
        for (int i = 0; i < security.tlsCredentials().size(); i++) {
            TlsCredentials credentials = security.tlsCredentials().get(i);
            OptionText text = OptionText.of("tls-creds-" + credentials.kind())
                    .with("id", credentials.id())
                    .with("endpoint", credentials.endpoint().toString())
                    .withOptional("dir", credentials.directory())
                    .withOptional("verify-peer", credentials.verifyPeer());
            credentials.options().forEach(text::with);
            options.add(
                    "-object", text, "/security/tlsCredentials/" + i, "TLS credentials that other objects refer to.");
        }
        for (int i = 0; i < security.authorizations().size(); i++) {
            Authorization authorization = security.authorizations().get(i);
            options.add(
                    "-object",
                    OptionText.of("authz-simple")
                            .with("id", authorization.id())
                            .with("identity", authorization.identity()),
                    "/security/authorizations/" + i,
                    "A peer that is allowed to connect.");
        }
    }
}
