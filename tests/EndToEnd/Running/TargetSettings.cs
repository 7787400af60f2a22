namespace October.EndToEnd.Running;

/// <summary>Which cluster the tests are for: one of their own, or the one that <c>./test --kubeconfig</c> names.</summary>
/// <param name="Kubeconfig">The file of the cluster.</param>
/// <param name="Images">What comes before <c>api:v1</c>, <c>api:v2</c>, <c>worker:v1</c> and <c>worker:v2</c>.</param>
/// <param name="Ingress">The URL of the ingress controller; null to reach the api by a port-forward.</param>
/// <param name="Replaces">Whether an app that is there already may be changed.</param>
internal sealed record TargetSettings(string Kubeconfig, string Images, Uri? Ingress, bool Replaces)
{
    /// <summary>Null for a local cluster of the tests' own.</summary>
    public static TargetSettings? Given { get; } = Read("OCTOBER_E2E_KUBECONFIG") is { } kubeconfig
        ? new TargetSettings(
            kubeconfig,
            Read("OCTOBER_E2E_IMAGES") ?? throw new InvalidOperationException("OCTOBER_E2E_IMAGES is not set: see ./test --kubeconfig"),
            Read("OCTOBER_E2E_INGRESS") is { } url ? new Uri(url) : null,
            Read("OCTOBER_E2E_REPLACE") is not null)
        : null;

    /// <summary>The reason to skip a test of the local cluster; null where it is the target.</summary>
    public static string? SkipLocal(string why) => Given is null ? null : $"needs the local cluster: {why}";

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
