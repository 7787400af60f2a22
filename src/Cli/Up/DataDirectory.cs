using October.Cli.Running;
using October.Cli.Usage;

namespace October.Cli.Up;

/// <summary>The folder of a running cluster: kubeconfigs, state, logs and volumes.</summary>
internal static class DataDirectory
{
    /// <summary>Only a folder with this file is written to, and emptied with --fresh.</summary>
    public const string Marker = ".october-data";

    /// <summary>Everything that <c>up</c> has ever written there.</summary>
    private static readonly string[] Own =
        ["kubeconfig", "operator.kubeconfig", "operator.log", "cluster.log", "up.log", "up.json", DataLock.FileName, DataLock.HolderName, "cluster"];

    /// <summary>Who may write besides its user.</summary>
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Creates the folder, accessible to its user only, and locks it.</summary>
    /// <returns>The lock, to be kept until nothing in the folder is used any more.</returns>
    /// <exception cref="CliException">It cannot be written, is somebody else's, or another <c>up</c> is using it.</exception>
    public static DataLock Prepare(string path)
    {
        // The operator reads its kubeconfig from there, and takes a path with a colon for two.
        if (path.Contains(Path.PathSeparator, StringComparison.Ordinal))
            throw new CliException($"the path {path} has a colon, which separates the files of KUBECONFIG; choose another folder with --data");
        if (RunState.Find(path) is { } running && running.ProcessId != Environment.ProcessId)
            throw InUse(path, running.ProcessId);
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RequirePrivate(path);
            if (!IsOwn(path))
                throw new CliException(
                    $"{path} has other files in it, and was not made by october up: it would overwrite and delete some; choose another folder with --data");
            File.WriteAllText(Path.Combine(path, Marker), "october up keeps its files here; with --fresh it empties cluster/ first.\n");
            return DataLock.TryTake(path) ?? throw InUse(path, DataLock.Holder(path)?.ProcessId);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"cannot write to {path}: {exception.Message}; choose another folder with --data", exception);
        }
    }

    private static CliException InUse(string path, int? process) => new(
        $"{path} is in use by another october up{(process is null ? "" : $" (process {process})")}; stop it with: october down --data {Shell.Quote(path)}");

    /// <summary>Programs that another user has put there would run as this one, and files would be written where that user's links lead.</summary>
    private static void RequirePrivate(string path)
    {
        var cluster = new DirectoryInfo(Path.Combine(path, "cluster"));
        string[] folders = cluster.Exists && cluster.LinkTarget is null ? [path, cluster.FullName] : [path];
        foreach (var folder in folders)
        {
            if (!FileOwner.IsTargetOwn(folder))
                throw new CliException($"{folder} is another user's, and programs are run from it; choose another folder with --data");
            if ((File.GetUnixFileMode(folder) & Others) != UnixFileMode.None)
                throw new CliException(
                    $"others may write to {folder}, and programs are run from it; choose another folder with --data, or, if all that is in it is yours: "
                        + $"chmod go-w {Shell.Quote(folder)}");
            if (Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(static entry => !FileOwner.IsOwn(entry)) is { } other)
                throw new CliException($"{other} is another user's, and programs are run from there; choose another folder with --data");
        }
    }

    /// <summary>It is empty, or marked, or has the files of an <c>up</c> from before there was a mark, and nothing else.</summary>
    private static bool IsOwn(string path)
    {
        if (File.Exists(Path.Combine(path, Marker)))
            return true;
        var names = Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).ToList();
        if (names.Count == 0)
            return true;
        if (!names.Contains("operator.log") || names.Except(Own).Any())
            return false;
        var cluster = Path.Combine(path, "cluster");
        if (Directory.Exists(cluster) && new DirectoryInfo(cluster).LinkTarget is null)
            File.WriteAllText(Path.Combine(cluster, ".october-cluster"), "");
        return true;
    }

    /// <summary>The kubeconfig of the cluster in a data folder.</summary>
    public static string Kubeconfig(string folder) => Path.Combine(folder, "kubeconfig");

    /// <summary>The kubeconfig of the operator's ServiceAccount.</summary>
    public static string OperatorKubeconfig(string folder) => Path.Combine(folder, "operator.kubeconfig");
}
