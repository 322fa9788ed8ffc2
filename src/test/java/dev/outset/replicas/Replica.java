package dev.outset.replicas;

import com.zaxxer.hikari.HikariDataSource;
import dev.outset.OutsetApplication;
import dev.outset.launch.QemuLauncher;
import dev.outset.support.HttpCalls;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A whole service in this JVM, on a database that others use too. */
final class Replica implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Replica(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Replica start(String url, QemuLauncher qemus, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.jmx.enabled=false",
                "--spring.main.allow-bean-definition-overriding=true",
                "--spring.datasource.url=" + url,
                "--spring.datasource.username=postgres",
                "--spring.datasource.hikari.connection-timeout=1000",
                "--outset.reconcile.poll-interval=100ms",
                "--outset.reconcile.heartbeat-interval=200ms",
                "--outset.reconcile.resync-interval=500ms",
                "--outset.reconcile.shutdown-wait=100ms"));
        arguments.addAll(List.of(options));
        return new Replica(new SpringApplicationBuilder(OutsetApplication.class)
                .initializers((GenericApplicationContext fresh) ->
                        fresh.registerBean("testQemus", QemuLauncher.class, () -> qemus))
                .run(arguments.toArray(String[]::new)));
    }

    HttpCalls calls() {
        return new HttpCalls(
                Integer.parseInt(String.valueOf(context.getEnvironment().getProperty("local.server.port"))));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Takes its database away in the middle of everything: it cannot finish, hand back or say goodbye. */
    void die() {
        context.getBean(HikariDataSource.class).close();
    }

    @Override
    public void close() {
        context.close();
    }
}
