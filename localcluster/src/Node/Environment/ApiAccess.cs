using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Http;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Environment;

/// <summary>
/// A pod's way to the API server. In a container the libraries find it at fixed paths; a local process has no mount namespace, so that a
/// kubeconfig that names the mounted files stands in, in the variable that all of them know.
/// </summary>
internal static class ApiAccess
{
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Adds what the pod does not set itself.</summary>
    /// <param name="environment">The container's variables.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="mounts">Local directories by mount path.</param>
    /// <param name="server">Where the API server listens.</param>
    /// <param name="kubeconfig">The file to write.</param>
    public static void Add(IDictionary<string, string> environment, JsonObject pod, IReadOnlyDictionary<string, string> mounts, Uri server, string kubeconfig)
    {
        environment.TryAdd("KUBERNETES_SERVICE_HOST", server.Host);
        environment.TryAdd("KUBERNETES_SERVICE_PORT", server.Port.ToString(CultureInfo.InvariantCulture));
        if (!mounts.TryGetValue(MountPath, out var directory) || !File.Exists(Path.Combine(directory, "token")))
            return;
        var text = KubeconfigText.WithFiles(
            "pod", server.GetLeftPart(UriPartial.Authority), Path.Combine(directory, "ca.crt"), Path.Combine(directory, "token"), pod.Namespace());
        VolumeFiles.Replace(kubeconfig, Encoding.UTF8.GetBytes(text));
        environment.TryAdd("KUBECONFIG", kubeconfig);
    }
}
