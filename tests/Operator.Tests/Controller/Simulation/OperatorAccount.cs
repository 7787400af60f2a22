using System.Text;
using System.Text.Json.Nodes;
using k8s;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Host;
using October.LocalCluster.Testing;
using October.Testing;

namespace October.Operator.Controller.Simulation;

/// <summary>The operator's ServiceAccount with what <c>config/rbac</c> allows it, so that every test that runs the operator tests its roles, too.</summary>
internal static class OperatorAccount
{
    private const string Namespace = "october-system";

    private const string Account = "october-operator";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>A client that may do what the operator may do in production, and nothing else.</summary>
    public static async Task<Kubernetes> ClientAsync(LocalClusterHost cluster, params DelegatingHandler[] handlers)
    {
        await InstallAsync(cluster.Client);
        using var kubeconfig = new MemoryStream(Encoding.UTF8.GetBytes(await cluster.KubeconfigForAsync(Namespace, Account, Lifetime)));
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        return new Kubernetes(configuration, handlers);
    }

    /// <summary>The same without a socket, for a cluster that does not listen: everything happens on the cluster's clock.</summary>
    public static async Task<Kubernetes> DirectClientAsync(LocalClusterHost cluster)
    {
        await InstallAsync(cluster.Client);
        var granted = await cluster.Client.CreateAsync(
            new ResourceType("", "v1", "serviceaccounts"),
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = Account, ["namespace"] = Namespace },
                ["spec"] = new JsonObject { ["expirationSeconds"] = (long)Lifetime.TotalSeconds },
            },
            "token");
        return new Kubernetes(
            new KubernetesClientConfiguration
            {
                Host = "http://local-cluster",
                AccessToken = (string)granted["status"]!["token"]!,
                HttpClientTimeout = Timeout.InfiniteTimeSpan,
            },
            new DirectHandler(cluster.Server.CreateHandler()));
    }

    private static async Task InstallAsync(IClusterClient cluster)
    {
        await cluster.CreateAsync(new ResourceType("", "v1", "namespaces"), new JsonObject { ["metadata"] = new JsonObject { ["name"] = Namespace } });
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.File("config/rbac"), "*.yaml").Where(f => Path.GetFileName(f) != "kustomization.yaml"))
        {
            var item = (JsonObject)Yaml.Read(await File.ReadAllTextAsync(file)).Root!;
            var kind = (string)item["kind"]!;
            if (!kind.StartsWith("Cluster", StringComparison.Ordinal))
                item["metadata"]!["namespace"] = Namespace;
            var (group, version) = ((string)item["apiVersion"]!).Split('/') is [var g, var v] ? (g, v) : ("", "v1");
            await cluster.CreateAsync(new ResourceType(group, version, kind.ToLowerInvariant() + "s"), item);
        }
    }
}
