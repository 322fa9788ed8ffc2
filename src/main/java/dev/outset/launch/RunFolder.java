package dev.outset.launch;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where QEMUs keep their sockets.
 *
 * @param folder the folder; its path should be short, since a unix socket's path may have about 100 characters
 */
@ConfigurationProperties("outset.run")
public record RunFolder(@DefaultValue("/run/outset") String folder) {

    private static final Pattern VM_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** Whether a text is a valid VM name, which is safe as the name of a file. */
    public static boolean isVmName(String text) {
        return VM_NAME.matcher(text).matches();
    }

    /** The path of the monitor socket of a VM's QEMU. */
    public String monitorSocket(String vm) {
        return folder + "/" + vm + ".qmp";
    }

    /** The path of the socket at which a VM's QEMU listens for a migration from the same host. */
    public String migrationSocket(String vm) {
        return folder + "/" + vm + ".migration";
    }
}
