using System.Text.Json.Nodes;

namespace October.Operator.Desired.Monitoring;

/// <summary>One alerting rule of a PrometheusRule.</summary>
internal static class AlertRule
{
    private const string Runbooks = "https://github.com/october/october/blob/main/docs/runbooks/";

    /// <summary>Fires when the expression has held for <paramref name="lasting"/>, a duration of Prometheus.</summary>
    public static JsonObject Alert(string name, string expression, string lasting, string severity, string summary, string description) => new()
    {
        ["alert"] = name,
        ["expr"] = expression,
        ["for"] = lasting,
        ["labels"] = new JsonObject { ["severity"] = severity },
        ["annotations"] = new JsonObject { ["summary"] = summary, ["description"] = description, ["runbook_url"] = $"{Runbooks}{name}.md" },
    };
}
