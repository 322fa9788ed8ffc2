package dev.outset.api.openapi;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Caches the OpenAPI document, which does not change while the service runs. Generating it takes seconds, so only one
 * request generates it while concurrent requests wait.
 */
final class OpenApiDocumentCache extends OncePerRequestFilter {

    private static final Set<String> PATHS = Set.of("/v3/api-docs", "/v3/api-docs.yaml");

    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final Map<String, Document> documents = new ConcurrentHashMap<>();

    private final ReentrantLock generation = new ReentrantLock();

    private static final class Document {

        private final @Nullable String type;

        private final byte[] body;

        private Document(@Nullable String type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        private void send(HttpServletResponse response) throws IOException {
            response.setContentType(type);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !METHODS.contains(request.getMethod()) || !PATHS.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Document cached = documents.get(request.getRequestURI());
        if (cached == null) {
            generation.lock();
            try {
                cached = documents.get(request.getRequestURI());
                if (cached == null) {
                    cached = document(request, response, chain);
                }
            } finally {
                generation.unlock();
            }
        }
        if (cached != null) {
            cached.send(response);
        }
    }

    /**
     * The generated document; null if the response was another one. The lock is released before the document is sent.
     */
    private @Nullable Document document(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ContentCachingResponseWrapper wrapper = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, wrapper);
        if (wrapper.getStatus() != HttpStatus.OK.value() || request.isAsyncStarted()) {
            wrapper.copyBodyToResponse();
            return null;
        }
        Document document = new Document(wrapper.getContentType(), wrapper.getContentAsByteArray());
        documents.put(request.getRequestURI(), document);
        return document;
    }
}
