package dev.outset.simulator.argv;

import dev.outset.simulator.release.ParameterArray;
import dev.outset.simulator.stream.GuestHardware;
import dev.outset.simulator.text.Switches;
import dev.outset.simulator.transport.ChannelArgument;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What QEMU knows after it has read its command line.
 *
 * @param machineOptions the merged members of {@code -machine}, {@code type} among them
 * @param globals every {@code -global}, in order
 * @param incoming what {@code -incoming} led to
 * @param startup how the start is to go
 * @param identity what identifies the VM to a client
 * @param mainMemoryShared whether the guest's memory can be handed to another process
 * @param accelerator the accelerator in words; {@code tcg} when none was named
 * @param hardware the guest's machine, as far as a migration shows it
 * @param peripherals what decides which devices there are
 * @param policy what {@code -compat} asks for
 * @param warnings the lines that were printed meanwhile
 */
public record ParsedCommandLine(
        ObjectNode machineOptions,
        List<GlobalProperty> globals,
        IncomingOption incoming,
        Startup startup,
        Identity identity,
        boolean mainMemoryShared,
        String accelerator,
        GuestHardware hardware,
        Peripherals peripherals,
        CompatPolicy policy,
        List<String> warnings) {

    /** Whether memory that has no backend of its own can be handed to another process. */
    public boolean auxiliaryMemoryShared() {
        return Boolean.TRUE.equals(
                Switches.parse(machineOptions.path("aux-ram-share").asString("")));
    }

    /**
     * What the {@code -incoming} options led to.
     *
     * @param given whether there was any, {@code config:} included, so that the run state is {@code inmigrate}
     * @param text the text of the main channel that counts; null when there is none
     * @param main the main channel that counts; null before 10.0, for {@code defer} and when there is none
     * @param cpr the cpr channel; null for none
     * @param config the parameters of {@code config:} by index; null for none
     */
    public record IncomingOption(
            boolean given,
            @Nullable String text,
            @Nullable ChannelArgument main,
            @Nullable ChannelArgument cpr,
            @Nullable ParameterArray config) {

        /** Whether QEMU starts the incoming migration by itself, which {@code defer} leaves to a client. */
        public boolean startsAtOnce() {
            return text != null && !text.equals("defer");
        }
    }

    /**
     * How the start is to go.
     *
     * @param autostart whether the guest runs at once
     * @param preconfig whether QEMU waits before it initialises the machine
     * @param onlyMigratable whether devices that block migration are refused
     * @param loadvm the snapshot to load; null for none
     */
    public record Startup(
            boolean autostart,
            boolean preconfig,
            boolean onlyMigratable,
            @Nullable String loadvm) {}

    /**
     * What decides which devices there are.
     *
     * @param devices every {@code -device}, in order
     * @param vga the graphics card in the words of {@code -vga}; {@code none} for none
     * @param usb whether the machine brings USB along
     */
    public record Peripherals(List<DeviceOption> devices, String vga, boolean usb) {
        public Peripherals {
            devices = List.copyOf(devices);
        }
    }

    /**
     * One {@code -device}.
     *
     * @param driver the type of device
     * @param text the option's argument
     */
    public record DeviceOption(String driver, String text) {}

    /**
     * What identifies the VM.
     *
     * @param name the guest's name; null for none
     * @param uuid the guest's UUID; null for none
     */
    public record Identity(@Nullable String name, @Nullable String uuid) {}
}
