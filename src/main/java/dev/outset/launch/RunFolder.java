package dev.outset.launch;

import jakarta.validation.constraints.NotBlank;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The run directory, which contains the sockets of all QEMUs.
 *
 * @param folder the run directory; keep its path short, since the path of a unix socket is limited to about 100
 *     characters
 */
@Validated
@ConfigurationProperties("outset.run")
public record RunFolder(
        @DefaultValue("/run/outset") @NotBlank String folder) {

    private static final Pattern VM_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** Returns whether a text is a valid VM name, which is also safe as a file name. */
    public static boolean isVmName(String text) {
        return VM_NAME.matcher(text).matches();
    }

    /** Returns the path of the monitor socket of a VM's QEMU. */
    public String monitorSocket(String vm) {
        return folder + "/" + vm + ".qmp";
    }

    /** Returns the path of the socket on which a VM's QEMU listens for a migration from the same host. */
    public String migrationSocket(String vm) {
        return folder + "/" + vm + ".migration";
    }
}
