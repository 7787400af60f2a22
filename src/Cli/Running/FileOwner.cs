using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace October.Cli.Running;

/// <summary>Whose files are (statx(2)).</summary>
internal static class FileOwner
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint Uid = 0x8;

    /// <summary>Of the record that the kernel fills, whose layout is the same on every architecture.</summary>
    private const int RecordSize = 256;

    private const int UidOffset = 20;

    /// <summary>The file is this user's; a link is judged by itself.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static bool IsOwn(string path) => Of(path, NoFollow) == EffectiveUser();

    /// <summary>The same of what a link leads to.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static bool IsTargetOwn(string path) => Of(path, 0) == EffectiveUser();

    private static uint Of(string path, int flags)
    {
        var record = new byte[RecordSize];
        return StatX(CurrentFolder, path, flags, Uid, record) == 0
            ? BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(UidOffset))
            : throw new FileNotFoundException($"{path} cannot be looked at (error {Marshal.GetLastPInvokeError()})", path);
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] record);
}
