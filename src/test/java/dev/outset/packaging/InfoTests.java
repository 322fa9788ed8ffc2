package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoEndpointAutoConfiguration;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Tests what {@code /actuator/info} tells about the build. */
class InfoTests {

    private final WebApplicationContextRunner service = new WebApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withConfiguration(AutoConfigurations.of(
                    ProjectInfoAutoConfiguration.class,
                    InfoContributorAutoConfiguration.class,
                    InfoEndpointAutoConfiguration.class));

    @Test
    void showsTheCommitOfTheBuild() {
        service.withPropertyValues("spring.info.git.location=classpath:info/git.properties")
                .run(context -> assertThat(context.getBean(InfoEndpoint.class).info())
                        .extracting("git.commit.id")
                        .isEqualTo("0123456"));
    }

    /** A build from an archive of the sources has no commit. */
    @Test
    void worksWithoutACommit() {
        service.withPropertyValues("spring.info.git.location=classpath:info/absent.properties")
                .run(context ->
                        assertThat(context.getBean(InfoEndpoint.class).info()).doesNotContainKey("git"));
    }
}
