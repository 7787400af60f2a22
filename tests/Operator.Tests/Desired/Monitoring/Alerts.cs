using System.Text.Json.Nodes;

namespace October.Operator.Desired.Monitoring;

/// <summary>Whether an alert of a rules file fires, by the real promtool.</summary>
internal static class Alerts
{
    /// <param name="rules">The rules file.</param>
    /// <param name="alert">The alert's name.</param>
    /// <param name="series">Series in Prometheus' notation with single quotes, a value for each interval.</param>
    /// <param name="isFiring">What is expected: that it fires once, or not at all.</param>
    /// <param name="at">When, a duration of Prometheus from the first value.</param>
    /// <param name="interval">Between values, and between evaluations.</param>
    public static Task AssertAsync(string rules, string alert, string[] series, bool isFiring, string at = "30m", string interval = "1m") =>
        AssertAsync(rules, alert, series, [(at, isFiring)], interval, interval);

    /// <param name="rules">The rules file.</param>
    /// <param name="alert">The alert's name.</param>
    /// <param name="series">Series in Prometheus' notation with single quotes, a value for each interval.</param>
    /// <param name="expected">When it fires once, and when not at all; durations of Prometheus from the first value.</param>
    /// <param name="interval">Between values.</param>
    /// <param name="evaluation">Between evaluations.</param>
    public static async Task AssertAsync(
        string rules, string alert, string[] series, IEnumerable<(string At, bool IsFiring)> expected, string interval, string evaluation = "15s")
    {
        var test = new JsonObject
        {
            ["rule_files"] = new JsonArray("rules.yaml"),
            ["evaluation_interval"] = evaluation,
            ["tests"] = new JsonArray(new JsonObject
            {
                ["interval"] = interval,
                ["input_series"] = new JsonArray([.. series.Select(one => one.Split("} ")).Select(parts => new JsonObject
                {
                    ["series"] = parts[0].Replace('\'', '"') + "}",
                    ["values"] = parts[1],
                })]),
                ["promql_expr_test"] = new JsonArray([.. expected.Select(one => new JsonObject
                {
                    ["expr"] = $"count(ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}}) > 0",
                    ["eval_time"] = one.At,
                    ["exp_samples"] = one.IsFiring ? new JsonArray(new JsonObject { ["labels"] = "{}", ["value"] = 1 }) : new JsonArray(),
                })]),
            }),
        };
        var (code, output) = await Promtool.RunAsync(["test", "rules"], test.ToJsonString(), ("rules.yaml", rules));
        Assert.True(code == 0, output);
    }

    /// <summary>Each minute from the first to the last, at which it does not fire.</summary>
    public static IEnumerable<(string At, bool IsFiring)> Never(int minutes) => Enumerable.Range(0, minutes + 1).Select(minute => ($"{minute}m", false));
}
