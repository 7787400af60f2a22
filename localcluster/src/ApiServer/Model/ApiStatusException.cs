using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Model;

/// <summary>The API server rejected a request; carries the <c>Status</c> object it answered.</summary>
public sealed class ApiStatusException(JsonObject status) : Exception((string?)status["message"])
{
    /// <summary>The <c>Status</c> as sent on the wire.</summary>
    public JsonObject Status { get; } = status;

    /// <summary>HTTP status code.</summary>
    public int Code => (int?)Status["code"] ?? 500;

    /// <summary>Machine-readable reason, for example <c>NotFound</c> or <c>Conflict</c>.</summary>
    public string Reason => (string?)Status["reason"] ?? "";
}
