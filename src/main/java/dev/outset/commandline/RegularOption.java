package dev.outset.commandline;

import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.BootOptions;
import dev.outset.vm.machine.Cpu;
import dev.outset.vm.machine.Lifecycle;
import dev.outset.vm.machine.Memory;
import dev.outset.vm.machine.Rtc;
import dev.outset.vm.machine.Smbios;
import dev.outset.vm.property.ByteCount;
import dev.outset.vm.security.Sandbox;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/**
 * An option whose members are the fields of one part of the definition.
 *
 * @param name the option, such as {@code -boot}
 * @param path the JSON pointer to the part of the definition
 * @param pointer the JSON pointer that an imported option is reported with
 * @param reason what the option is
 * @param part returns the part of the definition; null if the option is omitted
 * @param members the members
 * @param <T> the part of the definition
 */
public record RegularOption<T>(
        String name,
        String path,
        String pointer,
        String reason,
        Function<VmSpec, @Nullable T> part,
        MemberTable<T> members) {

    /** {@code -boot}. */
    public static final RegularOption<BootOptions> BOOT = of(
            "-boot",
            "/machine/boot",
            "How the firmware selects the boot device",
            spec -> spec.machine().boot(),
            MemberTable.<BootOptions>create()
                    .text("order", BootOptions::order)
                    .text("once", BootOptions::once)
                    .flag("menu", "menu", BootOptions::menu)
                    .flag("strict", "strict", BootOptions::strict)
                    .number("reboot-timeout", "rebootTimeout", BootOptions::rebootTimeout)
                    .text("splash", BootOptions::splash)
                    .number("splash-time", "splashTime", BootOptions::splashTime));

    /** {@code -rtc}. */
    public static final RegularOption<Rtc> RTC = of(
            "-rtc",
            "/machine/rtc",
            "The real-time clock",
            spec -> spec.machine().rtc(),
            MemberTable.<Rtc>create()
                    .text("base", Rtc::base)
                    .text("clock", Rtc::clock)
                    .text("driftfix", "driftFix", Rtc::driftFix));

    /** {@code -action}. */
    public static final RegularOption<Lifecycle> ACTION = of(
            "-action",
            "/machine/lifecycle",
            "The actions on guest lifecycle events",
            spec -> spec.machine().lifecycle(),
            MemberTable.<Lifecycle>create()
                    .text("reboot", Lifecycle::reboot)
                    .text("shutdown", Lifecycle::shutdown)
                    .text("panic", Lifecycle::panic)
                    .text("watchdog", Lifecycle::watchdog));

    /** {@code -smbios type=1}. */
    public static final RegularOption<Smbios> SMBIOS = of(
            "-smbios",
            "/identity/smbios",
            "The SMBIOS system information table",
            spec -> spec.identity().smbios(),
            MemberTable.<Smbios>create()
                    .written("type", _ -> 1)
                    .text("manufacturer", Smbios::manufacturer)
                    .text("product", Smbios::product)
                    .text("version", Smbios::version)
                    .text("serial", Smbios::serial)
                    .text("uuid", Smbios::uuid)
                    .text("sku", Smbios::sku)
                    .text("family", Smbios::family));

    /** {@code -sandbox}; its first member is written without a key. */
    public static final RegularOption<VmSpec> SANDBOX = of(
            "-sandbox",
            "/security/sandbox",
            "The seccomp sandbox",
            spec -> spec,
            MemberTable.<VmSpec>create()
                    .written("", _ -> "on")
                    .flag("enable", "enabled", _ -> null)
                    .otherwise("on")
                    .text("obsolete", permission(Sandbox::obsolete))
                    .otherwise("allow")
                    .text("elevateprivileges", "elevatePrivileges", permission(Sandbox::elevatePrivileges))
                    .otherwise("allow")
                    .text("spawn", RegularOption::spawn)
                    .otherwise("allow")
                    .text("resourcecontrol", "resourceControl", permission(Sandbox::resourceControl))
                    .otherwise("allow"));

    /** {@code -smp}. */
    public static final RegularOption<Cpu> SMP = new RegularOption<>(
            "-smp",
            "/cpu",
            "/cpu",
            "The virtual CPUs and their topology",
            VmSpec::cpu,
            MemberTable.<Cpu>create()
                    .number("cpus", "count", Cpu::count)
                    .number("maxcpus", "maximum", Cpu::maximum)
                    .number("sockets", "sockets", Cpu::sockets)
                    .number("dies", "dies", Cpu::dies)
                    .number("cores", "cores", Cpu::cores)
                    .number("threads", "threads", Cpu::threads));

    private static final MemberTable.Codec SIZE =
            new MemberTable.Codec(value -> text((ByteCount) value), text -> StringNode.valueOf(parse(text)));

    /** {@code -m}. */
    public static final RegularOption<Memory> MEMORY = new RegularOption<>(
            "-m",
            "/memory",
            "/memory/size",
            "The size of the guest's memory",
            VmSpec::memory,
            MemberTable.<Memory>create()
                    .row("size", "size", SIZE, Memory::size)
                    .number("slots", "slots", Memory::slots)
                    .row("maxmem", "maximum", SIZE, Memory::maximum));

    /** {@code -overcommit}. */
    public static final RegularOption<Memory> OVERCOMMIT = locked("-overcommit", "mem-lock");

    /** {@code -realtime}, which QEMU replaced by {@code -overcommit}. */
    public static final RegularOption<Memory> REALTIME = locked("-realtime", "mlock");

    private static <T> RegularOption<T> of(
            String name, String path, String reason, Function<VmSpec, @Nullable T> part, MemberTable<T> members) {
        return new RegularOption<>(name, path, path, reason, part, members);
    }

    private static RegularOption<Memory> locked(String name, String key) {
        return new RegularOption<>(
                name,
                "/memory",
                "/memory/locked",
                "Whether the memory is locked",
                VmSpec::memory,
                MemberTable.<Memory>create().on(key, "locked", Memory::locked));
    }

    /** Renders the option, unless it would have no members. */
    public void addTo(OptionList options, VmSpec spec) {
        addTo(options, spec, pointer, reason + ".");
    }

    /** Renders the option with another pointer and reason, unless it would have no members. */
    public void addTo(OptionList options, VmSpec spec, String at, String why) {
        T value = part.apply(spec);
        OptionText text = value == null ? OptionText.empty() : members.render(OptionText.empty(), value);
        if (!text.isEmpty()) {
            options.add(name, text, at, why);
        }
    }

    /** The permission to start programs; allowed by default if the definition needs it. */
    public static Sandbox.Permission spawn(VmSpec spec) {
        Sandbox.Permission requested = spec.security().sandbox().spawn();
        return requested == null && spec.startsPrograms() ? Sandbox.Permission.ALLOW : orDeny(requested);
    }

    private static Function<VmSpec, @Nullable Object> permission(
            Function<Sandbox, Sandbox.@Nullable Permission> field) {
        return spec -> orDeny(field.apply(spec.security().sandbox()));
    }

    private static Sandbox.Permission orDeny(Sandbox.@Nullable Permission permission) {
        return Objects.requireNonNullElse(permission, Sandbox.Permission.DENY);
    }

    private static String text(ByteCount size) {
        long bytes = size.bytes();
        return bytes % (1L << 20) == 0
                ? (bytes >> 20) + "M"
                : bytes % (1L << 10) == 0 ? (bytes >> 10) + "k" : bytes + "B";
    }

    /** A size in {@code -m}; without a unit it is in MiB. */
    private static String parse(String text) {
        boolean hasNoUnit = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
        return hasNoUnit ? text + "MiB" : size(text);
    }

    /** Converts the unit of a size to upper case; QEMU accepts both cases. */
    public static String size(String text) {
        if (text.startsWith("0x") || text.isEmpty()) {
            throw new UnmappableOptionException("'" + text + "' is not a valid size");
        }
        char last = text.charAt(text.length() - 1);
        return Character.isDigit(last) ? text : text.substring(0, text.length() - 1) + Character.toUpperCase(last);
    }
}
