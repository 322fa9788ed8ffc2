package dev.outset.reconcile;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of a conversation with a monitor.
 *
 * @param deadline how long one command may take
 */
@ConfigurationProperties("outset.monitor")
public record MonitorSettings(@DefaultValue("5s") Duration deadline) {}
