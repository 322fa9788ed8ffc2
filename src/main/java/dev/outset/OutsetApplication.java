package dev.outset;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Outset. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class OutsetApplication {

    static void main(String[] arguments) {
        SpringApplication.run(OutsetApplication.class, arguments);
    }
}
