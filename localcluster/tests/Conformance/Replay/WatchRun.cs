using System.Text.Json.Nodes;
using System.Threading.Channels;
using October.Conformance.Matching;

namespace October.Conformance.Replay;

/// <summary>Replays one watch: set-up, the stream, the writes meanwhile, and the comparison of the events.</summary>
internal sealed class WatchRun(IReplayServer server, ScenarioRun run)
{
    private static readonly TimeSpan InitialSilence = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(12);

    /// <summary>The first difference, or null.</summary>
    public async Task<string?> RunAsync(JsonObject scenario, List<string> created, CancellationToken cancellationToken)
    {
        var compareManagedFields = (bool?)scenario["compareManagedFields"] == true;
        var exchange = new Exchange(server, run.Bindings, compareManagedFields);
        foreach (var step in scenario["setup"]?.AsArray() ?? [])
        {
            if (await run.SetUpAsync(exchange, step!.AsObject(), created, cancellationToken) is { } difference)
                return $"setup: {difference}";
        }

        var expected = scenario["response"]!.AsObject();
        using var request = exchange.Request(scenario["watch"]!.AsObject());
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if ((int)response.StatusCode != (int)expected["status"]!)
            return $"status {expected["status"]} expected, got {(int)response.StatusCode}";
        if (exchange.CompareHeaders(expected, response, hasBody: true) is { } header)
            return header;
        var matcher = new JsonMatcher(run.Bindings, subset: false, compareManagedFields);
        if (expected["body"] is { } body)
            return matcher.Compare(body, JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)));
        return await StreamAsync(scenario, expected, exchange, response, matcher, created, cancellationToken);
    }

    private static async Task<string?> StreamAsync(
        JsonObject scenario,
        JsonObject expected,
        Exchange exchange,
        HttpResponseMessage response,
        JsonMatcher matcher,
        List<string> created,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateUnbounded<JsonNode>();
        var reading = ReadAsync(response, events.Writer, stop.Token);
        await Task.Delay(InitialSilence + TimeSpan.FromMilliseconds((int?)scenario["waitMilliseconds"] ?? 0), TimeProvider.System, cancellationToken);
        foreach (var step in scenario["during"]?.AsArray() ?? [])
        {
            if (await exchange.RunAsync(step!.AsObject(), created, cancellationToken) is { } difference)
                return $"during: {difference}";
            await Task.Delay(Silence, TimeProvider.System, cancellationToken);
        }

        await Task.Delay(InitialSilence, TimeProvider.System, cancellationToken);
        if ((string?)scenario["end"] == "server" && await Task.WhenAny(reading, Task.Delay(EndLimit, TimeProvider.System, cancellationToken)) != reading)
            return "the server did not end the stream";
        await stop.CancelAsync();
        await reading;
        var all = new List<JsonNode>();
        while (events.Reader.TryRead(out var change))
            all.Add(change);
        if ((bool?)scenario["plainBookmarkExpected"] == true && !all.Exists(IsPlainBookmark))
            return "a bookmark was expected";
        var actual = new JsonArray([.. all.Where(e => !IsPlainBookmark(e)).Select(e => e.DeepClone())]);
        return matcher.Compare(expected["events"] ?? new JsonArray(), actual);
    }

    private static bool IsPlainBookmark(JsonNode change) =>
        (string?)change["type"] == "BOOKMARK" && change["object"]?["metadata"]?["annotations"]?["k8s.io/initial-events-end"] is null
        && change["object"]?["rows"]?[0]?["object"]?["metadata"]?["annotations"]?["k8s.io/initial-events-end"] is null;

    private static async Task ReadAsync(HttpResponseMessage response, ChannelWriter<JsonNode> events, CancellationToken cancellationToken)
    {
        try
        {
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
                await events.WriteAsync(JsonNode.Parse(line)!, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The client leaves.
        }
    }
}
