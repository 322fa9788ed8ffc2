package dev.outset.launch.process;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.HostPolicy;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the launcher of QEMU processes and their policy, if processes are enabled. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("outset.process.enabled")
class ProcessConfiguration {

    @Bean
    HostPolicy hostPolicy(ProcessSettings settings, RunFolder runFolder) {
        return new HostPolicy(settings, runFolder);
    }

    @Bean
    ProcessLauncher processLauncher(
            ProcessSettings settings, RunFolder runFolder, QemuBinaryPaths binaries, InstantSource clock) {
        return new ProcessLauncher(
                settings,
                runFolder,
                binaries,
                clock,
                task -> Thread.ofVirtual().name("qemu-watcher").start(task));
    }
}
