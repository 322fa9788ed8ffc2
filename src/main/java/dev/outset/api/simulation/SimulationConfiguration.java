package dev.outset.api.simulation;

import dev.outset.simulator.SimulationRunner;
import dev.outset.simulator.Simulator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of this package. */
@Configuration(proxyBeanMethods = false)
class SimulationConfiguration {

    @Bean
    SimulationRunner simulationRunner(Simulator simulator) {
        return new SimulationRunner(simulator);
    }

    @Bean
    SimulationExecutor simulationExecutor(SimulationSettings settings) {
        return new SimulationExecutor(settings);
    }
}
