using October.Cli.Cluster;
using October.LocalCluster.Host;

namespace October.Cli.Up;

/// <summary>
/// The operator's ServiceAccount with the roles of <c>config/rbac</c>, as in production: what the operator may not do there, it may not do here.
/// </summary>
internal static class OperatorAccount
{
    /// <summary>Where the operator runs.</summary>
    public const string Namespace = "october-system";

    private const string Name = "october-operator";

    /// <summary>The signing key is the cluster's, so the token is invalid when the cluster stops; it need not expire earlier.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>Applies the roles, and writes a kubeconfig with a token of the account.</summary>
    public static async Task InstallAsync(LocalClusterHost cluster, ClusterApi api, string probe, string kubeconfig, CancellationToken cancellationToken)
    {
        foreach (var item in Manifest.Read(Installation.File("config/manager/namespace.yaml")).Objects)
            await api.ApplyAsync(item, cancellationToken);
        foreach (
            var file in Directory
                .EnumerateFiles(Installation.File("config/rbac"), "*.yaml")
                .Order(StringComparer.Ordinal)
                .Where(f => !f.EndsWith("kustomization.yaml", StringComparison.Ordinal))
        )
        {
            // As in config/default: namespaced objects are created in the operator's namespace.
            foreach (var item in Manifest.Read(file).Objects)
                await api.ApplyAsync(item with { Namespace = Namespace }, cancellationToken);
        }

        foreach (var item in probe == "proxy" ? Manifest.Read(Installation.File("config/proxied-probes/prober.yaml")).Objects : [])
            await api.ApplyAsync(item, cancellationToken);
        await cluster.WriteKubeconfigAsync(kubeconfig, Namespace, Name, Lifetime, cancellationToken);
    }
}
