package dev.outset;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts Outset. */
@SpringBootApplication
@EnableScheduling
@ConfigurationPropertiesScan
public class OutsetApplication {

    /**
     * Virtual threads are not time-sliced: CPU-bound ones can starve the carriers. With more carriers than processors,
     * the operating system schedules short rejections next to requests that are being processed.
     */
    private static final int EXTRA_CARRIERS = 6;

    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    static void main(String[] arguments) {
        if (System.getProperty(CARRIERS) == null) {
            int carriers = Runtime.getRuntime().availableProcessors() + EXTRA_CARRIERS;
            System.setProperty(CARRIERS, Integer.toString(carriers));
        }
        SpringApplication.run(OutsetApplication.class, arguments);
    }
}
