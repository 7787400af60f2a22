using System.Text.Json.Nodes;
using October.Conformance.Matching;

namespace October.Conformance.Replay;

/// <summary>Runs a scenario in a namespace of its own.</summary>
internal sealed class ScenarioRun(IReplayServer server, Random random)
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<string> _created = [];

    public Bindings Bindings { get; } = new();

    public async Task<T> InNamespaceAsync<T>(Func<List<string>, Task<T>> work, CancellationToken token)
    {
        var ns = "ns-" + random.GetString(Letters, 7);
        Bindings.Bind("ns", ns);
        Bindings.Bind("server", server.Authority);
        await CreateNamespaceAsync(ns, token);
        try
        {
            return await work(_created);
        }
        finally
        {
            foreach (var path in _created.Append($"/api/v1/namespaces/{ns}"))
                using (await server.Administrator.DeleteAsync(path, token))
                {
                }
        }
    }

    /// <summary>Each step with its difference, if any.</summary>
    public async Task<List<string?>> RunStepsAsync(JsonObject scenario, List<string> created, CancellationToken token)
    {
        var exchange = new Exchange(server, Bindings, (bool?)scenario["compareManagedFields"] == true);
        foreach (var step in scenario["setup"]?.AsArray() ?? [])
            await SetUpAsync(exchange, step!.AsObject(), created, token);
        var results = new List<string?>();
        foreach (var step in scenario["steps"]?.AsArray() ?? [])
            results.Add(await exchange.RunAsync(step!.AsObject(), created, token));
        return results;
    }

    public async Task<string?> SetUpAsync(Exchange exchange, JsonObject step, List<string> created, CancellationToken token)
    {
        if ((string?)step["action"] == "discard-history")
        {
            server.DiscardHistory();
            return null;
        }

        return await exchange.RunAsync(step, created, token);
    }

    private async Task CreateNamespaceAsync(string ns, CancellationToken token)
    {
        using var body = new StringContent($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{ns}}"} }""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using (var response = await server.Administrator.PostAsync("/api/v1/namespaces", body, token))
            response.EnsureSuccessStatusCode();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            using var account = await server.Administrator.GetAsync($"/api/v1/namespaces/{ns}/serviceaccounts/default", token);
            if (account.IsSuccessStatusCode)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, token);
        }

        throw new TimeoutException($"Namespace {ns} has no service account.");
    }
}
