package dev.outset.simulator.argv;

import dev.outset.rules.ParameterArray;
import dev.outset.simulator.stream.GuestHardware;
import dev.outset.simulator.text.QapiBool;
import dev.outset.simulator.transport.ChannelArgument;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A parsed QEMU command line.
 *
 * @param machineOptions the merged members of {@code -machine}, including {@code type}
 * @param globals the {@code -global} properties, in order
 * @param incoming the result of the {@code -incoming} options
 * @param startup the options that control the boot
 * @param identity the name and the UUID of the guest
 * @param mainMemoryShared whether the main guest memory is shared, so that CPR can keep it
 * @param accelerator the accelerator, such as {@code kvm with dirty-ring-size set}; {@code tcg} by default
 * @param hardware the guest hardware that is visible in a migration stream
 * @param peripherals the options that add devices
 * @param policy the policy set by {@code -compat}
 * @param warnings the lines printed while parsing
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

    /** Whether memory without its own backend is shared ({@code aux-ram-share=on}). */
    public boolean auxiliaryMemoryShared() {
        return Boolean.TRUE.equals(
                QapiBool.parse(machineOptions.path("aux-ram-share").asString("")));
    }

    /**
     * The result of the {@code -incoming} options.
     *
     * @param given whether there is any, including {@code config:}; the run state is then {@code inmigrate}
     * @param text the argument of the effective main channel; null for none
     * @param main the effective main channel; null before 10.0, for {@code defer}, and if there is none
     * @param cpr the CPR channel; null for none
     * @param config the parameters of {@code config:} by index; null for none
     */
    public record IncomingOption(
            boolean given,
            @Nullable String text,
            @Nullable ChannelArgument main,
            @Nullable ChannelArgument cpr,
            @Nullable ParameterArray config) {

        /** Whether QEMU starts the incoming migration during boot. With {@code defer} a client starts it. */
        public boolean startsDuringBoot() {
            return text != null && !text.equals("defer");
        }
    }

    /**
     * The options that control the boot.
     *
     * @param autostart whether the guest runs after the boot ({@code -S} is not set)
     * @param preconfig whether QEMU waits before it initialises the machine
     * @param onlyMigratable whether QEMU refuses devices that block migration
     * @param loadvm the snapshot to load; null for none
     * @param runAs whether QEMU continues as another user after the boot
     */
    public record Startup(
            boolean autostart,
            boolean preconfig,
            boolean onlyMigratable,
            @Nullable String loadvm,
            boolean runAs) {}

    /**
     * The options that add devices.
     *
     * @param devices the {@code -device} options, in order
     * @param vga the graphics card as a value of {@code -vga}; {@code none} for none
     * @param usb whether the machine has its default USB controllers
     */
    public record Peripherals(List<DeviceOption> devices, String vga, boolean usb) {
        public Peripherals {
            devices = List.copyOf(devices);
        }
    }

    /**
     * One {@code -device} option.
     *
     * @param driver the device type; empty if the argument cannot be parsed
     * @param text the argument of the option
     */
    public record DeviceOption(String driver, String text) {}

    /**
     * The identity of the guest.
     *
     * @param name the guest name; null for none
     * @param uuid the guest UUID; null for none
     */
    public record Identity(@Nullable String name, @Nullable String uuid) {}
}
