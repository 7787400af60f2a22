using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using October.Cli.Cluster;
using October.Crd;

namespace October.Cli.Dashboard.Watching;

/// <summary>Whether the user may change an app, by SelfSubjectAccessReviews: of its namespace, and where that is denied, of each app by its name.</summary>
internal sealed class AccessRights(ClusterApi api, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<string, (string? Denial, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>Why the user may not change it; null when they may, or while that is not known: then the API server has the last word.</summary>
    public string? Denial(string ns, string name) =>
        _known.TryGetValue(ns, out var all) && all.Denial is null ? null : _known.TryGetValue($"{ns}/{name}", out var one) ? one.Denial : null;

    /// <summary>Reviews what is not known, or not recently.</summary>
    /// <returns>Whether an answer has changed.</returns>
    public async Task<bool> ReviewAsync(IEnumerable<(string Namespace, string Name)> apps, CancellationToken cancellationToken)
    {
        var changed = false;
        foreach (var (ns, name) in apps)
        {
            changed |= await ReviewAsync(ns, ns, null, cancellationToken);
            if (_known.TryGetValue(ns, out var all) && all.Denial is not null)
                changed |= await ReviewAsync($"{ns}/{name}", ns, name, cancellationToken);
        }

        return changed;
    }

    private async Task<bool> ReviewAsync(string key, string ns, string? name, CancellationToken cancellationToken)
    {
        var isKnown = _known.TryGetValue(key, out var known);
        if (isKnown && time.GetElapsedTime(known.At) < Interval)
            return false;
        string? denial;
        try
        {
            denial = await DenialAsync(ns, name, cancellationToken);
        }
        catch (Exception exception) when (exception is CliException or HttpRequestException)
        {
            // Not known: the next look is due soon.
            return false;
        }

        _known[key] = (denial, time.GetTimestamp());
        return !isKnown || known.Denial != denial;
    }

    private async Task<string?> DenialAsync(string ns, string? name, CancellationToken cancellationToken)
    {
        var review = await api.PostAsync("apis/authorization.k8s.io/v1/selfsubjectaccessreviews", new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject
            {
                ["resourceAttributes"] = new JsonObject
                {
                    ["namespace"] = ns,
                    ["verb"] = "patch",
                    ["group"] = OctoberApi.Group,
                    ["resource"] = OctoberApi.Plural,
                    ["name"] = name,
                },
            },
        }, cancellationToken);
        if ((bool?)review?["status"]?["allowed"] == true)
            return null;
        var reason = (string?)review?["status"]?["reason"];
        return $"you may not patch OctoberApp {name} in namespace {ns}{(string.IsNullOrEmpty(reason) ? "" : $" ({reason})")}; "
            + "that needs the ClusterRole octoberapp-editor";
    }
}
