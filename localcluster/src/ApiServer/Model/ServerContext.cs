using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Model;

/// <summary>What the parts of the server share: the clock, the source of identifiers, and the first two numbers of cluster IPs.</summary>
internal sealed record ServerContext(TimeProvider Time, IdSource Ids, string ServiceNetwork = "127.96")
{
    public string Now => Time.GetUtcNow().ToKubernetesTime();
}
