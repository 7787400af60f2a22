using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Environment;

/// <summary>Where a node keeps the files of its pods: below one root, private to the user.</summary>
internal sealed class NodeDirectories(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Removes what an earlier cluster left behind.</summary>
    public void Empty()
    {
        Make(Root);
        foreach (var directory in Directory.EnumerateDirectories(Root))
            Directory.Delete(directory, recursive: true);
    }

    public string Pod(JsonObject pod) => Path.Combine(Root, "pods", $"{pod.Namespace()}_{pod.Name()}_{pod.Uid()}");

    public string PodData(JsonObject pod) => Path.Combine(Pod(pod), "data");

    public string Volume(JsonObject pod, string name) => Path.Combine(Pod(pod), "volumes", name);

    /// <summary>The pod's way to the API server.</summary>
    public string Kubeconfig(JsonObject pod) => Path.Combine(Pod(pod), "kubeconfig");

    public string Log(JsonObject pod, string container, int attempt) => Path.Combine(Pod(pod), "logs", container, $"{attempt}.log");

    /// <summary>The directory of a claim: it outlives pods, and goes with the claim.</summary>
    public string Claim(string ns, string claim) => Path.Combine(Root, "volumes", $"{ns}_{claim}");

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
}
