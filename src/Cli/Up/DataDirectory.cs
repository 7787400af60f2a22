using October.Cli.Running;
using October.Cli.Usage;

namespace October.Cli.Up;

/// <summary>The folder of a running cluster: kubeconfigs, state, logs and volumes.</summary>
internal static class DataDirectory
{
    /// <summary>Creates the folder, accessible to its user only.</summary>
    /// <exception cref="CliException">It cannot be written, or another <c>up</c> is using it.</exception>
    public static void Prepare(string path)
    {
        if (RunState.Find(path) is { } running && running.ProcessId != Environment.ProcessId)
            throw new CliException($"already running in {path} (process {running.ProcessId}); stop it with: october down --data {Shell.Quote(path)}");
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = Path.Combine(path, ".write-test");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"cannot write to {path}: {exception.Message}; choose another folder with --data", exception);
        }
    }

    /// <summary>The kubeconfig of the cluster in a data folder.</summary>
    public static string Kubeconfig(string folder) => Path.Combine(folder, "kubeconfig");

    /// <summary>The kubeconfig of the operator's ServiceAccount.</summary>
    public static string OperatorKubeconfig(string folder) => Path.Combine(folder, "operator.kubeconfig");
}
