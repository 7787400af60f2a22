using System.Globalization;
using System.Text.Json.Nodes;

namespace October.Cli.Diagnosis;

/// <summary>Whether the cluster is new enough. Pure.</summary>
internal static class VersionCheck
{
    /// <summary>The first minor version of Kubernetes 1 that knows every field of the children.</summary>
    private const int Oldest = 30;

    /// <param name="version">What the API server says at <c>/version</c>. Some providers write a plus behind the minor version.</param>
    public static Finding Of(JsonNode? version)
    {
        var what = $"API server {(string?)version?["gitVersion"]}";
        return Number(version, "major") is 1 && Number(version, "minor") is { } minor and < Oldest
            ? new Finding(
                Verdict.Missing,
                $"{what} is Kubernetes 1.{minor}",
                $"October needs Kubernetes 1.{Oldest} or later: older API servers refuse its Deployments")
            : new Finding(Verdict.Good, what);
    }

    private static int? Number(JsonNode? version, string part) =>
        int.TryParse(((string?)version?[part])?.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
