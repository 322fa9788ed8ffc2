package dev.outset.commandline;

import dev.outset.vm.console.CharacterBackend;
import dev.outset.vm.console.Display;
import dev.outset.vm.machine.Memory;
import dev.outset.vm.security.Authorization;
import dev.outset.vm.security.Secret;
import dev.outset.vm.security.TlsCredentials;

/** The regular members of options that also have members without a field, or with a meaning of their own. */
public final class PartialOptions {

    /** {@code -object secret}. */
    public static final MemberTable<Secret> SECRET = MemberTable.<Secret>create()
            .text("id", Secret::id)
            .required()
            .text("file", "path", Secret::path)
            .required();

    /** {@code -object tls-creds-x509} and the other kinds of credentials. */
    public static final MemberTable<TlsCredentials> CREDENTIALS = MemberTable.<TlsCredentials>create()
            .text("id", TlsCredentials::id)
            .required()
            .text("endpoint", TlsCredentials::endpoint)
            .otherwise("client")
            .text("dir", "directory", TlsCredentials::directory)
            .flag("verify-peer", "verifyPeer", TlsCredentials::verifyPeer);

    /** {@code -object authz-simple}. */
    public static final MemberTable<Authorization> AUTHORIZATION = MemberTable.<Authorization>create()
            .text("id", Authorization::id)
            .required()
            .text("identity", Authorization::identity)
            .required();

    /** {@code -vnc}. */
    public static final MemberTable<Display.Vnc> VNC = MemberTable.<Display.Vnc>create()
            .on("password", "password", Display.Vnc::password)
            .text("tls-creds", "tlsCredentials", Display.Vnc::tlsCredentials);

    /** {@code -spice}. */
    public static final MemberTable<Display.Spice> SPICE = MemberTable.<Display.Spice>create()
            .number("port", "port", Display.Spice::port)
            .text("addr", "address", Display.Spice::address)
            .otherwise("")
            .on("unix", "unix", Display.Spice::unix)
            .off("disable-ticketing", "ticketing", Display.Spice::ticketing);

    /** {@code -chardev file}. */
    public static final MemberTable<CharacterBackend.File> FILE = MemberTable.<CharacterBackend.File>create()
            .text("path", CharacterBackend.File::path)
            .required()
            .flag("append", "append", CharacterBackend.File::append)
            .otherwise("off");

    /** {@code -chardev socket} with a path; a server does not wait for a client. */
    public static final MemberTable<CharacterBackend.Unix> UNIX = MemberTable.<CharacterBackend.Unix>create()
            .text("path", CharacterBackend.Unix::path)
            .required()
            .on("server", "server", CharacterBackend.Unix::server)
            .written("wait", unix -> unix.server() ? "off" : null);

    /** {@code -chardev socket} with a port; a server does not wait for a client. */
    public static final MemberTable<CharacterBackend.Tcp> TCP = MemberTable.<CharacterBackend.Tcp>create()
            .text("host", CharacterBackend.Tcp::host)
            .otherwise("")
            .number("port", "port", CharacterBackend.Tcp::port)
            .required()
            .on("server", "server", CharacterBackend.Tcp::server)
            .written("wait", tcp -> tcp.server() ? "off" : null)
            .on("telnet", "telnet", CharacterBackend.Tcp::telnet);

    /** {@code -object memory-backend-…}. */
    public static final MemberTable<Memory> MEMORY_BACKEND = MemberTable.<Memory>create()
            .text("mem-path", "path", memory -> memory.effectiveBackend() == Memory.Backend.FILE ? memory.path() : null)
            .flag("share", "share", Memory::share)
            .on("prealloc", "preallocate", Memory::preallocate);

    private PartialOptions() {}
}
