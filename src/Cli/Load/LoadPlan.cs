namespace October.Cli.Load;

/// <summary>The request to send, how many concurrently, and for how long.</summary>
internal sealed record LoadPlan(
    Uri Address, HttpMethod Method, string? Body, IReadOnlyList<KeyValuePair<string, string>> Headers, int Concurrency, TimeSpan Duration);
