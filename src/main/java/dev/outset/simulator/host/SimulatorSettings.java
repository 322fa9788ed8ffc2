package dev.outset.simulator.host;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Monitors of simulated QEMUs for other programs.
 *
 * @param socketFolder the folder in which every running simulated QEMU gets a unix socket {@code <vm>.qmp}; empty for no
 *     sockets. Its path should be short, since a unix socket's path may have about 100 characters
 * @param maxSockets how many sockets there may be; further QEMUs get none
 * @param maxConnections how many clients one socket serves at a time; further ones are turned away
 * @param maxCommand the longest command that is read; a client that sends more is turned away
 * @param maxUnreadMessages how many messages wait for a client that does not read; then it is turned away
 * @param lookInterval how often QEMUs that came or went elsewhere are noticed
 */
@ConfigurationProperties("outset.simulator")
public record SimulatorSettings(
        @DefaultValue("") String socketFolder,
        @DefaultValue("1000") int maxSockets,
        @DefaultValue("64") int maxConnections,
        @DefaultValue("8MB") DataSize maxCommand,
        @DefaultValue("10000") int maxUnreadMessages,
        @DefaultValue("1s") Duration lookInterval) {}
