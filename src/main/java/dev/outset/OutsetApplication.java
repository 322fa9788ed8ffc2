package dev.outset;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Outset. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class OutsetApplication {

    /**
     * Virtual threads take no turns: as many of them as there are carriers keep all others waiting while they compute. With
     * these carriers beyond the processors, the system takes turns between requests at work and refusals, which take no time.
     */
    private static final int CARRIERS_BEYOND_PROCESSORS = 6;

    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    static void main(String[] arguments) {
        if (System.getProperty(CARRIERS) == null) {
            int carriers = Runtime.getRuntime().availableProcessors() + CARRIERS_BEYOND_PROCESSORS;
            System.setProperty(CARRIERS, Integer.toString(carriers));
        }
        SpringApplication.run(OutsetApplication.class, arguments);
    }
}
