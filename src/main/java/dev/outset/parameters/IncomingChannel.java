package dev.outset.parameters;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.outset.binding.EnumLabels;
import org.jspecify.annotations.Nullable;

/**
 * QAPI's {@code MigrationChannel}: one stream of an incoming migration.
 *
 * @param type the channel type
 * @param address the address to listen on
 */
public record IncomingChannel(Type type, MigrationAddress address) {

    /** The channel in the form accepted by QMP and {@code -incoming}. */
    public QapiForm qapiForm() {
        // QAPI requires an offset.
        return new QapiForm(
                type,
                address instanceof MigrationAddress.File(String filename, @Nullable Long offset) && offset == null
                        ? new MigrationAddress.File(filename, 0L)
                        : address);
    }

    /**
     * The form accepted by QMP and {@code -incoming}.
     *
     * @param channelType the channel type
     * @param addr the address to listen on
     */
    public record QapiForm(@JsonProperty("channel-type") Type channelType, MigrationAddress addr) {}

    /** QAPI's {@code MigrationChannelType}. */
    public enum Type {
        /** The migration stream itself. */
        MAIN,
        /** CPR state, received before any backend exists; since 10.0. */
        CPR;

        /** The QAPI spelling. */
        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
