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
 * Keeps the OpenAPI document as it was written first: it is the same for everybody until the service ends. To put it together
 * takes seconds, which one request at a time spends, and those who ask meanwhile wait for it.
 */
final class DocumentOnce extends OncePerRequestFilter {

    private static final Set<String> DOCUMENTS = Set.of("/v3/api-docs", "/v3/api-docs.yaml");

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Map<String, Document> documents = new ConcurrentHashMap<>();

    private final ReentrantLock putTogether = new ReentrantLock();

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
        return !READING.contains(request.getMethod()) || !DOCUMENTS.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Document known = documents.get(request.getRequestURI());
        if (known == null) {
            putTogether.lock();
            try {
                known = documents.get(request.getRequestURI());
                if (known == null) {
                    known = document(request, response, chain);
                }
            } finally {
                putTogether.unlock();
            }
        }
        if (known != null) {
            known.send(response);
        }
    }

    /** The document; null if something else was answered. Its bytes are sent to nobody while the others wait. */
    private @Nullable Document document(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ContentCachingResponseWrapper caught = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, caught);
        if (caught.getStatus() != HttpStatus.OK.value() || request.isAsyncStarted()) {
            caught.copyBodyToResponse();
            return null;
        }
        Document document = new Document(caught.getContentType(), caught.getContentAsByteArray());
        documents.put(request.getRequestURI(), document);
        return document;
    }
}
