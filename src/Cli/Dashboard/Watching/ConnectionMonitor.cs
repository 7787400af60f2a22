using October.Cli.Dashboard.Model;

namespace October.Cli.Dashboard.Watching;

/// <summary>Whether the API server answers: for each thing that is read from it, the last error until it can be read again.</summary>
internal sealed class ConnectionMonitor(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ProblemView> _problems = new(StringComparer.Ordinal);

    /// <summary>Called after each change, on any thread.</summary>
    public Action? Changed { get; set; }

    /// <summary>What cannot be read now, and since when.</summary>
    public IReadOnlyList<ProblemView> Problems
    {
        get
        {
            lock (_gate)
                return [.. _problems.Values];
        }
    }

    public void Succeeded(string what)
    {
        lock (_gate)
        {
            if (!_problems.Remove(what))
                return;
        }

        Changed?.Invoke();
    }

    public void Failed(string what, string error)
    {
        lock (_gate)
        {
            var since = _problems.TryGetValue(what, out var known) ? known.Since : time.GetUtcNow().UtcDateTime;
            if (known?.Error == error)
                return;
            _problems[what] = new ProblemView(what, error, since);
        }

        Changed?.Invoke();
    }
}
