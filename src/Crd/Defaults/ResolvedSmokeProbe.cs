namespace October.Crd.Defaults;

/// <summary>One thing to try on a revision.</summary>
public abstract record ResolvedSmokeProbe(string Name, TimeSpan Timeout, int Attempts, TimeSpan Interval)
{
    /// <summary>GET a path; the answer must have this status and contain this text, when given.</summary>
    public sealed record Http(string Name, string Path, int ExpectStatus, string? ExpectBody, TimeSpan Timeout, int Attempts, TimeSpan Interval)
        : ResolvedSmokeProbe(Name, Timeout, Attempts, Interval);

    /// <summary>Run a task through api, redis and worker; arguments and result are JSON texts. A null result accepts any.</summary>
    public sealed record Task(string Name, string TaskName, string ArgsJson, string? ExpectResultJson, TimeSpan Timeout, int Attempts, TimeSpan Interval)
        : ResolvedSmokeProbe(Name, Timeout, Attempts, Interval);
}
