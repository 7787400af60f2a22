namespace October.Crd.Defaults;

/// <summary>One thing to try on a revision.</summary>
public abstract record ResolvedSmokeProbe(string Name, SmokePolicy Policy)
{
    /// <summary>Request a path; the answer must have this status, contain this text, and have these JSON values, where given.</summary>
    public sealed record Http(string Name, SmokePolicy Policy) : ResolvedSmokeProbe(Name, Policy)
    {
        public string Method { get; init; } = "GET";

        public required string Path { get; init; }

        public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

        public string? Body { get; init; }

        public int ExpectStatus { get; init; } = 200;

        public string? ExpectBody { get; init; }

        /// <summary>JSON Pointers and the JSON texts expected there.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> ExpectJson { get; init; } = [];
    }

    /// <summary>Run a task through api, redis and worker; arguments and result are JSON texts. A null result accepts any.</summary>
    public sealed record Task(string Name, string TaskName, string ArgsJson, string? ExpectResultJson, SmokePolicy Policy) : ResolvedSmokeProbe(Name, Policy);
}

/// <summary>How often and how patiently a probe is tried.</summary>
/// <param name="Timeout">How long one try may take.</param>
/// <param name="Attempts">Most tries.</param>
/// <param name="Interval">Pause between tries.</param>
/// <param name="SuccessThreshold">Tries in a row that must succeed.</param>
/// <param name="MaxLatency">A slower answer is a failure; null when any is fast enough.</param>
public sealed record SmokePolicy(TimeSpan Timeout, int Attempts, TimeSpan Interval, int SuccessThreshold = 1, TimeSpan? MaxLatency = null);
