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

    static void main(String[] arguments) {
        SpringApplication.run(OutsetApplication.class, arguments);
    }
}
