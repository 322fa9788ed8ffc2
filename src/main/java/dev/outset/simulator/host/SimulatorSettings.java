package dev.outset.simulator.host;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Monitor sockets of simulated QEMUs, for external QMP clients.
 *
 * @param socketFolder the folder with a unix socket {@code <vm>.qmp} for every running simulated QEMU; empty for no
 *     sockets. Keep the path short: the path of a unix socket is limited to about 100 characters
 * @param maxSockets maximum number of sockets; further QEMUs get none
 * @param maxConnections maximum number of concurrent clients of one socket; further clients are rejected
 * @param maxCommand maximum size of a command; a client that sends a larger one is disconnected
 * @param maxUnreadMessages maximum number of unread messages; a client that exceeds it is disconnected
 * @param scanInterval how often the sockets are updated for QEMUs that other replicas have started or stopped
 */
@Validated
@ConfigurationProperties("outset.simulator")
public record SimulatorSettings(
        @DefaultValue("") String socketFolder,
        @DefaultValue("1000") @Min(0) int maxSockets,
        @DefaultValue("64") @Min(1) int maxConnections,
        @DefaultValue("8MB") @Min(1) DataSize maxCommand,
        @DefaultValue("10000") @Min(1) int maxUnreadMessages,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration scanInterval) {}
