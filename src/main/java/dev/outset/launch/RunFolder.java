package dev.outset.launch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where QEMUs keep their sockets.
 *
 * @param folder the folder; its path should be short, since a unix socket's path may have about 100 characters
 */
@ConfigurationProperties("outset.run")
public record RunFolder(@DefaultValue("/run/outset") String folder) {

    /** The path of the monitor socket of a VM's QEMU. */
    public String monitorSocket(String vm) {
        return folder + "/" + vm + ".qmp";
    }

    /** The path of the socket at which a VM's QEMU listens for a migration from the same host. */
    public String migrationSocket(String vm) {
        return folder + "/" + vm + ".migration";
    }
}
