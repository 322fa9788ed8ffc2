package dev.outset.binding;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record component that is stored, but not shown to clients: {@link RecordWriter} writes it only with {@link
 * RecordWriter#internals}, and it is not in the OpenAPI document.
 */
@JacksonAnnotationsInside
@JsonIgnore
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Internal {}
