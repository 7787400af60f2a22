using System.Text;
using System.Text.Json.Nodes;
using October.Cli.Cluster;
using October.Crd;

namespace October.Cli.Apps;

/// <summary>Reads what callers of an app's api must show. Never printed.</summary>
internal static class CallersKey
{
    /// <summary>The key; null where the app requires none.</summary>
    /// <exception cref="CliException">There is no such app, or its Secret cannot be read.</exception>
    public static async Task<string?> ReadAsync(ClusterApi api, string ns, string app, CancellationToken cancellationToken)
    {
        var found = await api.ReadAppAsync(ns, app, cancellationToken) ?? throw new CliException($"there is no OctoberApp {app} in namespace {ns}");
        if (found.Status?.ApiKeySecret is not { } name)
            return null;
        var secret = await api.GetAsync($"api/v1/namespaces/{ns}/secrets/{Uri.EscapeDataString(name)}", cancellationToken);
        var keys = Encoding.UTF8.GetString(Convert.FromBase64String((string?)(secret?["data"] as JsonObject)?["API_KEY"] ?? ""));
        return ApiKeyLines.Pick(keys) ?? throw new CliException($"Secret {name} in namespace {ns} has no API_KEY");
    }
}
