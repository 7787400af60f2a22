using System.Text.Json.Nodes;
using October.Cli.Cluster;
using October.Crd;

namespace October.Cli.Diagnosis;

/// <summary>The checks of <c>october doctor</c>. They change nothing.</summary>
internal static class ClusterChecks
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(ClusterApi api, string ns, CancellationToken cancellationToken)
    {
        JsonNode[]? apps = null;
        return
        [
            await CheckAsync("the API server's version", Verdict.Unknown, async () => VersionCheck.Of(await api.GetAsync("version", cancellationToken))),
            await CheckAsync("the CustomResourceDefinition", Verdict.Unknown, () => DefinitionAsync(api, cancellationToken)),
            await CheckAsync("the operator", Verdict.Unknown, async () => await OperatorAsync(api, apps ??= await AppsAsync(), cancellationToken)),
            await CheckAsync("who reaches the apps", Verdict.Optional, async () => ExposureCheck.Of(apps ??= await AppsAsync())),
            await CheckAsync("what you may do", Verdict.Optional, () => PermissionAsync(api, ns, "patch", cancellationToken)),
            await CheckAsync("the default StorageClass", Verdict.Optional, () => AnyAsync(
                api,
                "apis/storage.k8s.io/v1/storageclasses",
                "StorageClass",
                item => (string?)item["metadata"]?["annotations"]?["storageclass.kubernetes.io/is-default-class"] == "true",
                "a default StorageClass",
                "redis' volume needs one: set it in spec.redis.persistence.storageClassName, or mark one as the default",
                cancellationToken)),
            await CheckAsync("the IngressClass", Verdict.Optional, () => AnyAsync(
                api, "apis/networking.k8s.io/v1/ingressclasses", "IngressClass", _ => true,
                "an IngressClass", "without an ingress controller the api is reachable inside the cluster only", cancellationToken)),
            await CheckAsync("metrics for autoscaling", Verdict.Optional, () => GroupAsync(
                api,
                "apis/metrics.k8s.io/v1beta1",
                "metrics for autoscaling",
                "install metrics-server, or give api.replicas and worker.replicas fixed numbers",
                cancellationToken)),
            await CheckAsync("the Prometheus operator", Verdict.Optional, () => GroupAsync(
                api, "apis/monitoring.coreos.com/v1", "the Prometheus operator", "without it no ServiceMonitor and no alerts are created", cancellationToken)),
        ];

        async Task<JsonNode[]> AppsAsync()
        {
            var list = await api.GetAsync($"apis/{OctoberApi.Group}/{OctoberApi.Version}/{OctoberApi.Plural}", cancellationToken, allowMissing: true);
            return [.. (list?["items"]?.AsArray() ?? []).OfType<JsonNode>()];
        }
    }

    /// <summary>What the server does not let one user see hides nothing of the rest.</summary>
    private static async Task<Finding> CheckAsync(string what, Verdict unknown, Func<Task<Finding>> check)
    {
        try
        {
            return await check();
        }
        // One that does not answer at all would be waited for again by each check.
        catch (CliException exception) when (exception is not ApiException { Status: null })
        {
            return new Finding(unknown, $"{what} could not be checked: {exception.Message}");
        }
    }

    private static async Task<Finding> DefinitionAsync(ClusterApi api, CancellationToken cancellationToken)
    {
        var name = $"{OctoberApi.Plural}.{OctoberApi.Group}";
        var definition = await api.GetAsync($"apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}", cancellationToken, allowMissing: true);
        var established =
            (definition?["status"]?["conditions"] as JsonArray)?.Any(condition =>
                (string?)condition!["type"] == "Established" && (string?)condition["status"] == "True") == true;
        return established
            ? new Finding(Verdict.Good, $"CustomResourceDefinition {name} is established")
            : new Finding(
                Verdict.Missing, $"CustomResourceDefinition {name} is not {(definition is null ? "installed" : "established")}", "kubectl apply -k config/crd");
    }

    private static async Task<Finding> OperatorAsync(ClusterApi api, IReadOnlyList<JsonNode> apps, CancellationToken cancellationToken)
    {
        var leases = await api.GetAsync("apis/coordination.k8s.io/v1/leases?fieldSelector=metadata.name%3Doctober-operator", cancellationToken);
        return OperatorCheck.Of(
            leases!["items"]!.AsArray().FirstOrDefault(),
            apps,
            TimeProvider.System.GetUtcNow());
    }

    private static async Task<Finding> PermissionAsync(ClusterApi api, string ns, string verb, CancellationToken cancellationToken)
    {
        var review = await api.PostAsync("apis/authorization.k8s.io/v1/selfsubjectaccessreviews", new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject
            {
                ["resourceAttributes"] = new JsonObject { ["namespace"] = ns, ["verb"] = verb, ["group"] = OctoberApi.Group, ["resource"] = OctoberApi.Plural },
            },
        }, cancellationToken);
        return (bool?)review?["status"]?["allowed"] == true
            ? new Finding(Verdict.Good, $"you may {verb} OctoberApps in namespace {ns}")
            : new Finding(Verdict.Optional, $"you may not {verb} OctoberApps in namespace {ns}", "needs the ClusterRole octoberapp-editor");
    }

    private static async Task<Finding> AnyAsync(
        ClusterApi api, string path, string kind, Func<JsonNode, bool> matches, string what, string advice, CancellationToken cancellationToken)
    {
        var list = await api.GetAsync(path, cancellationToken, allowMissing: true);
        var found = (list?["items"] as JsonArray)?.FirstOrDefault(item => matches(item!));
        return found is null
            ? new Finding(Verdict.Optional, $"there is no {what[(what.IndexOf(' ', StringComparison.Ordinal) + 1)..]}", advice)
            : new Finding(Verdict.Good, $"{kind} {(string?)found["metadata"]!["name"]}");
    }

    private static async Task<Finding> GroupAsync(ClusterApi api, string path, string what, string advice, CancellationToken cancellationToken) =>
        await api.GetAsync(path, cancellationToken, allowMissing: true) is null
            ? new Finding(Verdict.Optional, $"the cluster lacks {what}", advice)
            : new Finding(Verdict.Good, $"the cluster has {what}");
}
