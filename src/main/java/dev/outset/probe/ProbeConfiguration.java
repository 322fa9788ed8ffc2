package dev.outset.probe;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.ProcessSettings;
import java.time.InstantSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the QEMU binaries of this host, if the process runtime is enabled. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("outset.process.enabled")
class ProbeConfiguration {

    @Bean
    QemuBinaries qemuBinaries(ProcessSettings settings, Catalogues catalogues, InstantSource clock) {
        return QemuBinaries.of(settings, catalogues, clock);
    }

    /** Probes all binaries at startup, so that releases unknown to the catalogue exist before definitions are read. */
    @Bean
    SmartInitializingSingleton probeBinariesAtStartup(QemuBinaries binaries) {
        return binaries::all;
    }
}
