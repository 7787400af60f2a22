using System.Globalization;
using October.Cli.Running;

namespace October.Cli.Up;

/// <summary>
/// A lock on a data folder, from before anything in it is changed until nothing in it is used any more: the state of a running <c>up</c> comes after that,
/// and goes before. It ends with its process, however that ends.
/// </summary>
internal sealed class DataLock : IDisposable
{
    /// <summary>Is locked.</summary>
    public const string FileName = "up.lock";

    /// <summary>Has the process that locked it, as a locked file cannot be read.</summary>
    public const string HolderName = "up.pid";

    private readonly FileStream _file;
    private readonly string _holder;

    private DataLock(FileStream file, string holder) => (_file, _holder) = (file, holder);

    /// <summary>Takes the lock; null when another process has it.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static DataLock? TryTake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }

        var holder = Path.Combine(folder, HolderName);
        try
        {
            var ticks = ProcessTable.StartTicks(Environment.ProcessId);
            File.WriteAllText(holder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {ticks}"));
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return new DataLock(file, holder);
    }

    /// <summary>The process that has the lock, by its id and the time of its start in clock ticks; null when none has, or it is not known.</summary>
    public static (int ProcessId, long StartTicks)? Holder(string folder)
    {
        try
        {
            var path = Path.Combine(folder, HolderName);
            return File.Exists(path)
                && FileOwner.IsTargetOwn(path)
                && File.ReadAllText(path).Split(' ') is [var id, var ticks]
                && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var started)
                && ProcessTable.StartTicks(process) == started
                ? (process, started)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Releases it. The locked file stays, as another process may be about to lock it.</summary>
    public void Dispose()
    {
        File.Delete(_holder);
        _file.Dispose();
    }
}
