package dev.outset.commandline.render;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.commandline.PartialOptions;
import dev.outset.commandline.RegularOption;
import dev.outset.vm.VmSpec;
import dev.outset.vm.security.Sandbox;
import dev.outset.vm.security.Secret;
import dev.outset.vm.security.Security;
import dev.outset.vm.security.TlsCredentials;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Renders the sandbox, and the objects for secrets, TLS credentials and authorizations. */
final class SecurityOptions {

    private SecurityOptions() {}

    static void sandbox(OptionList options, VmSpec spec) {
        Sandbox sandbox = spec.security().sandbox();
        if (!sandbox.enabled()) {
            return;
        }
        RegularOption.SANDBOX.addTo(
                options,
                spec,
                RegularOption.SANDBOX.pointer(),
                RegularOption.spawn(spec) == Sandbox.Permission.ALLOW && sandbox.spawn() == null
                        ? "Denies system calls that QEMU does not need; spawn is allowed because QEMU must start programs."
                        : "Denies system calls that QEMU does not need.");
    }

    static void objects(OptionList options, Security security) {
        objects(
                options,
                security.secrets(),
                secret -> PartialOptions.SECRET.render(OptionText.of("secret"), secret),
                Secret::options,
                "/security/secrets/",
                "A secret that other objects refer to.");
        objects(
                options,
                security.tlsCredentials(),
                credentials -> PartialOptions.CREDENTIALS.render(
                        OptionText.of("tls-creds-" + credentials.kind()), credentials),
                TlsCredentials::options,
                "/security/tlsCredentials/",
                "TLS credentials that other objects refer to.");
        objects(
                options,
                security.authorizations(),
                peer -> PartialOptions.AUTHORIZATION.render(OptionText.of("authz-simple"), peer),
                _ -> Map.of(),
                "/security/authorizations/",
                "A peer that is allowed to connect.");
    }

    private static <T> void objects(
            OptionList options,
            List<T> objects,
            Function<T, OptionText> members,
            Function<T, Map<String, String>> additional,
            String pointer,
            String reason) {
        for (int i = 0; i < objects.size(); i++) {
            OptionText text = members.apply(objects.get(i));
            additional.apply(objects.get(i)).forEach(text::with);
            options.add("-object", text, pointer + i, reason);
        }
    }
}
