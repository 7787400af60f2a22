using System.Text.Json.Nodes;
using October.Conformance.Matching;

namespace October.Conformance.Replay;

/// <summary>Runs a scenario in a namespace of its own.</summary>
internal sealed class ScenarioRun(IReplayServer server, Random random)
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly List<string> _created = [];

    public Bindings Bindings { get; } = new();

    public async Task<T> InNamespaceAsync<T>(Func<List<string>, Task<T>> work, CancellationToken cancellationToken)
    {
        var ns = "ns-" + random.GetString(Letters, 7);
        Bindings.Bind("ns", ns);
        Bindings.Bind("server", server.Authority);
        await CreateNamespaceAsync(ns, cancellationToken);
        try
        {
            return await work(_created);
        }
        finally
        {
            foreach (var path in _created.Append($"/api/v1/namespaces/{ns}"))
                using (await server.Administrator.DeleteAsync(path, cancellationToken))
                {
                }
        }
    }

    /// <summary>Each step with its difference, if any.</summary>
    public async Task<List<string?>> RunStepsAsync(JsonObject scenario, List<string> created, CancellationToken cancellationToken)
    {
        var exchange = new Exchange(server, Bindings, (bool?)scenario["compareManagedFields"] == true);
        foreach (var step in scenario["setup"]?.AsArray() ?? [])
            await SetUpAsync(exchange, step!.AsObject(), created, cancellationToken);
        var results = new List<string?>();
        foreach (var step in scenario["steps"]?.AsArray() ?? [])
            results.Add(await exchange.RunAsync(step!.AsObject(), created, cancellationToken));
        return results;
    }

    public async Task<string?> SetUpAsync(Exchange exchange, JsonObject step, List<string> created, CancellationToken cancellationToken)
    {
        if ((string?)step["action"] == "discard-history")
        {
            server.DiscardHistory();
            return null;
        }

        return await exchange.RunAsync(step, created, cancellationToken);
    }

    private async Task CreateNamespaceAsync(string ns, CancellationToken cancellationToken)
    {
        using var body = new StringContent(
            $$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{ns}}"} }""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using (var response = await server.Administrator.PostAsync("/api/v1/namespaces", body, cancellationToken))
            response.EnsureSuccessStatusCode();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Limit)
        {
            using var account = await server.Administrator.GetAsync($"/api/v1/namespaces/{ns}/serviceaccounts/default", cancellationToken);
            if (account.IsSuccessStatusCode)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        throw new TimeoutException($"Namespace {ns} has no service account.");
    }
}
