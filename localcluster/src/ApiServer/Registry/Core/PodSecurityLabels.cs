using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>The labels by which a namespace chooses its Pod Security level (KEP-2579).</summary>
internal static partial class PodSecurityLabels
{
    public const string Prefix = "pod-security.kubernetes.io/";

    /// <summary>From the least to the most strict.</summary>
    public static ImmutableArray<string> Levels { get; } = ["privileged", "baseline", "restricted"];

    /// <summary>The labels must name levels and versions that exist.</summary>
    public static IEnumerable<FieldError> Validate(JsonObject ns)
    {
        foreach (var mode in (string[])["enforce", "audit", "warn"])
        {
            if (ns.Labels().StringAt(Prefix + mode) is { } level && !Levels.Contains(level))
                yield return FieldError.InvalidText($"metadata.labels[{Prefix}{mode}]", level, $"must be one of {string.Join(", ", Levels)}");
            if (ns.Labels().StringAt($"{Prefix}{mode}-version") is { } version && version != "latest" && !Version().IsMatch(version))
                yield return FieldError.InvalidText($"metadata.labels[{Prefix}{mode}-version]", version, "must be \"latest\" or \"v1.x\"");
        }
    }

    [GeneratedRegex("^v1\\.[0-9]+\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Version();
}
