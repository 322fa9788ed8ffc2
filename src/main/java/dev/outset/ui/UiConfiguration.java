package dev.outset.ui;

import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.webjars.WebJarVersionLocator;

/**
 * Serves the web UI: {@code /} and everything below {@code /ui}. Browsers revalidate every file, because its URL does
 * not change with its content. Validation uses an ETag of the content, because all files in a reproducible jar have the
 * same modification time.
 */
@Configuration(proxyBeanMethods = false)
class UiConfiguration {

    private static final String LIBRARY = "lit-html";

    @Bean
    WebMvcConfigurer uiResources(WebProperties properties) {
        String[] directories = properties.getResources().getStaticLocations();
        return new WebMvcConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                serve(registry.addResourceHandler("/index.html"), directories);
                serve(registry.addResourceHandler("/ui/**"), below(directories, "ui/"));
                serve(registry.addResourceHandler("/ui/lit/**"), libraryDirectory());
            }
        };
    }

    private static void serve(ResourceHandlerRegistration handler, String... directories) {
        handler.addResourceLocations(directories)
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(new ContentETags());
    }

    private static String[] below(String[] directories, String directory) {
        String[] below = new String[directories.length];
        for (int i = 0; i < below.length; i++) {
            below[i] = directories[i] + directory;
        }
        return below;
    }

    private static String libraryDirectory() {
        String version = new WebJarVersionLocator().version(LIBRARY);
        if (version == null) {
            throw new IllegalStateException("The webjar " + LIBRARY + " is not on the class path");
        }
        return "classpath:/META-INF/resources/webjars/%s/%s/".formatted(LIBRARY, version);
    }
}
