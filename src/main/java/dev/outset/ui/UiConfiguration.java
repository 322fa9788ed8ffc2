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
 * Serves the page: {@code /} and everything below {@code /ui}. Browsers ask each time whether a file has changed, since its
 * address does not; the answer is an ETag of its content, as files in a reproducible jar all have the same age.
 */
@Configuration(proxyBeanMethods = false)
class UiConfiguration {

    private static final String LIBRARY = "lit-html";

    @Bean
    WebMvcConfigurer pageFiles(WebProperties properties) {
        String[] folders = properties.getResources().getStaticLocations();
        return new WebMvcConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                serve(registry.addResourceHandler("/index.html"), folders);
                serve(registry.addResourceHandler("/ui/**"), below(folders, "ui/"));
                serve(registry.addResourceHandler("/ui/lit/**"), libraryFolder());
            }
        };
    }

    private static void serve(ResourceHandlerRegistration handler, String... folders) {
        handler.addResourceLocations(folders)
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(new ContentETags());
    }

    private static String[] below(String[] folders, String folder) {
        String[] below = new String[folders.length];
        for (int i = 0; i < below.length; i++) {
            below[i] = folders[i] + folder;
        }
        return below;
    }

    private static String libraryFolder() {
        String version = new WebJarVersionLocator().version(LIBRARY);
        if (version == null) {
            throw new IllegalStateException("The webjar of " + LIBRARY + " is not on the class path");
        }
        return "classpath:/META-INF/resources/webjars/%s/%s/".formatted(LIBRARY, version);
    }
}
