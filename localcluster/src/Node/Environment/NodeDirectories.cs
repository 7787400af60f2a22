using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Environment;

/// <summary>Where a node keeps the files of its pods: below one root, private to the user.</summary>
internal sealed class NodeDirectories(string root)
{
    /// <summary>Only a folder with this file is emptied.</summary>
    private const string Marker = ".october-cluster";

    /// <summary>They are killed at once when their cluster is.</summary>
    private static readonly TimeSpan EndOfProcesses = TimeSpan.FromSeconds(30);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Is locked while there may be processes of the cluster.</summary>
    public string ProcessLock => Path.Combine(Root, ".processes");

    private string PodsRoot => Path.Combine(Root, "pods");

    private string ClaimsRoot => Path.Combine(Root, "volumes");

    /// <summary>Removes what an earlier cluster left behind, from a folder that a cluster has made.</summary>
    /// <exception cref="IOException">The folder is not a cluster's: nothing of it is removed.</exception>
    public void Empty()
    {
        TakeOver(Root);
        foreach (var directory in Directory.EnumerateDirectories(Root))
            Directory.Delete(directory, recursive: true);
    }

    /// <summary>Completes when no process of an earlier cluster is left: two that write to one volume would damage it.</summary>
    /// <exception cref="IOException">There still are after half a minute.</exception>
    public async Task AwaitProcessesAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                await using var free = new FileStream(ProcessLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException) when (time.GetElapsedTime(started) < EndOfProcesses)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
            }
        }
    }

    /// <summary>Removes what belongs to no pod and no claim any more, from a folder that a cluster has made.</summary>
    /// <param name="pods">The pods that there are.</param>
    /// <param name="claims">The claims that there are.</param>
    /// <exception cref="IOException">The folder is not a cluster's: nothing of it is removed.</exception>
    public void Retain(IEnumerable<JsonObject> pods, IEnumerable<JsonObject> claims)
    {
        TakeOver(Root);
        RemoveAllBut(PodsRoot, pods.Select(Pod));
        RemoveAllBut(ClaimsRoot, claims.Select(claim => Claim(claim.Namespace(), claim.Name())));
    }

    /// <summary>Makes a folder a cluster's own, by a file in it: one that is not there yet, or is empty.</summary>
    /// <exception cref="IOException">It has something else in it, or leads elsewhere.</exception>
    public static void TakeOver(string path)
    {
        if (new DirectoryInfo(path).LinkTarget is { } target)
            throw new IOException($"{path} is a link to {target}, which may be somebody else's, and a cluster empties its folder; name the folder itself");
        Make(path);
        var marker = Path.Combine(path, Marker);
        if (File.Exists(marker))
            return;
        if (Directory.EnumerateFileSystemEntries(path).Any())
            throw new IOException(
                $"{path} is not empty and was not made by a local cluster (it has no file {Marker}), which would empty it; name another folder");
        File.WriteAllText(marker, "A local cluster keeps its files here, and deletes them when it starts anew.\n");
    }

    public string Pod(JsonObject pod) => Path.Combine(PodsRoot, $"{pod.Namespace()}_{pod.Name()}_{pod.Uid()}");

    public string PodData(JsonObject pod) => Path.Combine(Pod(pod), "data");

    public string Volume(JsonObject pod, string name) => Path.Combine(Pod(pod), "volumes", name);

    /// <summary>The pod's way to the API server.</summary>
    public string Kubeconfig(JsonObject pod) => Path.Combine(Pod(pod), "kubeconfig");

    public string Log(JsonObject pod, string container, int attempt) => Path.Combine(Pod(pod), "logs", container, $"{attempt}.log");

    /// <summary>The directory of a claim: it outlives pods, and goes with the claim.</summary>
    public string Claim(string ns, string claim) => Path.Combine(ClaimsRoot, $"{ns}_{claim}");

    /// <summary>Deletes what a claim held.</summary>
    public void RemoveClaim(string ns, string claim)
    {
        var path = Claim(ns, claim);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>Makes a directory, and those above it, for this user only.</summary>
    public static string Make(string path)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        return path;
    }

    private static void RemoveAllBut(string root, IEnumerable<string> kept)
    {
        if (!Directory.Exists(root))
            return;
        foreach (var path in Directory.EnumerateDirectories(root).Except(kept, StringComparer.Ordinal))
            Directory.Delete(path, recursive: true);
    }
}
