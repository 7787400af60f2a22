using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Crd.Defaults;
using October.Operator.Messages;

namespace October.Operator.Smoke;

/// <summary>Runs a task the way a user would: enqueued through the api, carried by redis, run by a worker, read back through the api.</summary>
internal sealed class TaskProbe(HttpClient client, Uri address, ResolvedSmokeProbe.Task probe)
{
    private const int LongestWait = 30;

    private readonly string _expected = $"{probe.ExpectResultJson ?? "a result"} from task {probe.TaskName}({probe.ArgsJson.Trim('[', ']')})";

    private string? _sent;

    /// <summary>Sends the task, or goes on to wait for the one that was sent.</summary>
    public async Task<ProbeResult> TryAsync(CancellationToken cancellationToken)
    {
        if (_sent is null && await SendAsync(cancellationToken) is { } refusal)
            return refusal;
        // An api need not wait for longer than its own limit.
        var left = Math.Max(1, (int)probe.Policy.Timeout.TotalSeconds);
        for (; left > LongestWait; left -= LongestWait)
        {
            if (await ReadAsync(LongestWait, cancellationToken) is { IsLate: false } ended)
                return ended;
        }

        return await ReadAsync(left, cancellationToken);
    }

    private async Task<ProbeResult> ReadAsync(int wait, CancellationToken cancellationToken)
    {
        using var result = await client.GetAsync(Endpoint.At(address, $"/tasks/{Uri.EscapeDataString(_sent!)}?wait={wait}s"), cancellationToken);
        var text = await BoundedBody.ReadAsync(result.Content, cancellationToken);
        if (result.StatusCode != HttpStatusCode.OK)
            return NotNow(result, text, _expected);
        var task = Parse(text) as JsonObject;
        var status = task?["status"] is JsonValue value && value.TryGetValue<string>(out var word) ? word : "none";
        if (status != "SUCCESS")
            return new ProbeResult(false, _expected, $"status {Bounded.Text(status)}: {ProbeAnswer.Quote(text)}") { IsLate = status == "PENDING" };
        var got = task!["result"];
        var passed = probe.ExpectResultJson is null || JsonNode.DeepEquals(Parse(probe.ExpectResultJson), got);
        return new ProbeResult(passed, _expected, Bounded.Text(got?.ToJsonString() ?? "null"));
    }

    /// <summary>The next try sends another task.</summary>
    public void Forget() => _sent = null;

    /// <summary>Why it could not be sent; null when it was.</summary>
    private async Task<ProbeResult?> SendAsync(CancellationToken cancellationToken)
    {
        using var body = new StringContent($$"""{"args":{{probe.ArgsJson}}}""", Encoding.UTF8, "application/json");
        using var enqueued = await client.PostAsync(Endpoint.At(address, $"/tasks/{Uri.EscapeDataString(probe.TaskName)}"), body, cancellationToken);
        var answer = await BoundedBody.ReadAsync(enqueued.Content, cancellationToken);
        if (enqueued.StatusCode != HttpStatusCode.Accepted)
            return NotNow(enqueued, answer, $"202 from POST /tasks/{probe.TaskName}");
        if ((Parse(answer) as JsonObject)?["id"] is not JsonValue id || !id.TryGetValue(out _sent))
            return new ProbeResult(false, "an id in the answer", ProbeAnswer.Quote(answer));
        return null;
    }

    private static ProbeResult NotNow(HttpResponseMessage response, string body, string expected) => new(false, expected, ProbeAnswer.Status(response, body))
    {
        IsRefused = response.StatusCode == HttpStatusCode.TooManyRequests,
        IsLate = response.StatusCode == HttpStatusCode.ServiceUnavailable,
    };

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
