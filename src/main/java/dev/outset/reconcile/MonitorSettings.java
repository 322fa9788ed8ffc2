package dev.outset.reconcile;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of QMP connections.
 *
 * @param deadline time within which QEMU must reply to a command
 */
@ConfigurationProperties("outset.monitor")
public record MonitorSettings(@DefaultValue("5s") Duration deadline) {}
