using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.Pipeline;

/// <summary>Version and health: what clients and probes read before anything else.</summary>
internal static class ServiceEndpoints
{
    private static readonly string[] Health = ["healthz", "readyz", "livez"];

    /// <summary>The answer, or null when the path is not one of these.</summary>
    public static ApiResponse? Handle(ApiRequest request) => request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["version"] => ApiResponse.Ok(Version()),
        [var check] when Health.Contains(check) => ApiResponse.Text(200, "ok"),
        [var check, "ping" or "etcd" or "log"] when Health.Contains(check) => ApiResponse.Text(200, "ok"),
        _ => null,
    };

    /// <summary>The API level that this server follows; clients decide by it what they use.</summary>
    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["gitVersion"] = "v1.36.2",
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-01-01T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "36",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "35",
    };
}
