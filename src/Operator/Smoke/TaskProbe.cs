using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Crd.Defaults;
using October.Operator.Messages;

namespace October.Operator.Smoke;

/// <summary>Runs a task the way a user would: enqueued through the api, carried by redis, run by a worker, read back through the api.</summary>
internal static class TaskProbe
{
    public static async Task<ProbeResult> TryAsync(HttpClient client, Uri address, ResolvedSmokeProbe.Task probe, CancellationToken cancellationToken)
    {
        var call = $"task {probe.TaskName}({probe.ArgsJson.Trim('[', ']')})";
        var expected = $"{probe.ExpectResultJson ?? "a result"} from {call}";
        using var body = new StringContent($$"""{"args":{{probe.ArgsJson}}}""", Encoding.UTF8, "application/json");
        using var enqueued = await client.PostAsync(Endpoint.At(address, $"/tasks/{Uri.EscapeDataString(probe.TaskName)}"), body, cancellationToken);
        var answer = await BoundedBody.ReadAsync(enqueued.Content, cancellationToken);
        if ((int)enqueued.StatusCode != 202)
            return new ProbeResult(false, $"202 from POST /tasks/{probe.TaskName}", ProbeAnswer.Status(enqueued, answer));
        if (Parse(answer)?["id"] is not JsonValue id)
            return new ProbeResult(false, "an id in the answer", ProbeAnswer.Quote(answer));

        var wait = Math.Max(1, (int)probe.Policy.Timeout.TotalSeconds);
        using var result = await client.GetAsync(Endpoint.At(address, $"/tasks/{Uri.EscapeDataString((string)id!)}?wait={wait}s"), cancellationToken);
        var text = await BoundedBody.ReadAsync(result.Content, cancellationToken);
        var task = Parse(text);
        var status = (string?)task?["status"];
        if (status != "SUCCESS")
            return new ProbeResult(false, expected, $"status {status ?? "none"}: {ProbeAnswer.Quote(text)}");
        var got = task!["result"];
        var passed = probe.ExpectResultJson is null || JsonNode.DeepEquals(Parse(probe.ExpectResultJson), got);
        return new ProbeResult(passed, expected, Bounded.Text(got?.ToJsonString() ?? "null"));
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
