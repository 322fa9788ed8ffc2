package dev.outset.probe;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.ProcessSettings;
import java.time.InstantSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The binaries of this host, where real QEMUs are enabled. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("outset.process.enabled")
class ProbeConfiguration {

    @Bean
    QemuBinaries qemuBinaries(ProcessSettings settings, Catalogues catalogues, InstantSource clock) {
        return QemuBinaries.of(settings, catalogues, clock);
    }

    /** Releases that only a binary knows have to be known before the first definition is read. */
    @Bean
    SmartInitializingSingleton binariesAskedAtStart(QemuBinaries binaries) {
        return binaries::all;
    }
}
