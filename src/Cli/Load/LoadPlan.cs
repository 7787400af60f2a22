namespace October.Cli.Load;

/// <summary>What to send, how many at once, how long.</summary>
internal sealed record LoadPlan(
    Uri Address, HttpMethod Method, string? Body, IReadOnlyList<KeyValuePair<string, string>> Headers, int Concurrency, TimeSpan Duration);
