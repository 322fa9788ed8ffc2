package dev.outset.api.http;

import dev.outset.binding.RecordWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Writes records of Outset as the JSON that {@link dev.outset.binding.RecordReader} reads. */
final class RecordMessageConverter extends AbstractHttpMessageConverter<Record> {

    private final RecordWriter writer;

    RecordMessageConverter(RecordWriter writer) {
        super(MediaType.APPLICATION_JSON);
        this.writer = writer;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type.isRecord() && type.getName().startsWith("dev.outset.");
    }

    @Override
    protected boolean canRead(@Nullable MediaType type) {
        return false;
    }

    @Override
    protected Record readInternal(Class<? extends Record> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("Request bodies are read as ParsedBody", message);
    }

    @Override
    protected void writeInternal(Record value, HttpOutputMessage message) throws IOException {
        message.getBody().write(writer.bytes(value));
    }
}
