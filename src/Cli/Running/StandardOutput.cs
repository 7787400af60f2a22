using System.Runtime.InteropServices;

namespace October.Cli.Running;

/// <summary>Whether anybody still reads what is printed (poll(2)): the console does not say that nobody does.</summary>
internal static class StandardOutput
{
    /// <summary>The exit code of a program whose output nobody reads any more, as a shell has it: 128 and the number of SIGPIPE.</summary>
    public const int BrokenExitCode = 141;

    private const int Descriptor = 1;
    private const short Error = 0x8;

    /// <summary>It is a pipe, or a connection, that its reader has closed.</summary>
    public static bool IsBroken => IsBrokenAt(Descriptor);

    /// <summary>The same of any file that is open for writing.</summary>
    internal static bool IsBrokenAt(int descriptor)
    {
        var request = new Request { Descriptor = descriptor };
        return Poll(ref request, 1, 0) > 0 && (request.Found & Error) != 0;
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref Request requests, nuint count, int milliseconds);

    /// <summary>An error is reported without being asked for.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Request
    {
        public int Descriptor;
        public short Asked;
        public short Found;
    }
}
