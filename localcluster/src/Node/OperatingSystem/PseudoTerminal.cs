using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using October.LocalCluster.ApiServer.Streaming;

namespace October.LocalCluster.Node.OperatingSystem;

/// <summary>A pseudo terminal (pty(7)): the process gets one end as its terminal, this side reads and writes the other.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100;
    private const nuint SetWindowSize = 0x5414;

    private readonly SafeFileHandle _master;

    /// <exception cref="Win32Exception">The machine has no terminals to give.</exception>
    public PseudoTerminal()
    {
        var descriptor = PosixOpenPt(ReadWrite | NoControllingTerminal);
        if (descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "No terminal can be opened.");
        _master = new SafeFileHandle(descriptor, ownsHandle: true);
        var name = new byte[128];
        if (UnlockPt(descriptor) != 0 || PtsName(descriptor, name, (nuint)name.Length) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "The terminal cannot be used.");
        Path = System.Text.Encoding.ASCII.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
        Stream = new FileStream(_master, FileAccess.ReadWrite, bufferSize: 0, isAsync: false);
    }

    /// <summary>The process's end, for example <c>/dev/pts/3</c>.</summary>
    public string Path { get; }

    /// <summary>This side's end.</summary>
    public FileStream Stream { get; }

    public void Resize(TerminalSize size)
    {
        ushort[] window = [size.Height, size.Width, 0, 0];
        _ = Ioctl(_master.DangerousGetHandle().ToInt32(), SetWindowSize, window);
    }

    /// <summary>Copies what the process writes until it has closed its end.</summary>
    public async Task CopyOutputAsync(Stream target, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await Stream.ReadAsync(buffer, cancellationToken)) > 0)
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        catch (IOException)
        {
            // EIO is how the end of a terminal reads.
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        _master.Dispose();
    }

    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PosixOpenPt(int flags);

    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int UnlockPt(int descriptor);

    [DllImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PtsName(int descriptor, [Out] byte[] name, nuint length);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Ioctl(int descriptor, nuint request, ushort[] window);
}
