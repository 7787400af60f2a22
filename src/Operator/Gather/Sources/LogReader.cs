using October.Runtime.Api;

namespace October.Operator.Gather.Sources;

/// <summary>Reads the ends of containers' logs.</summary>
internal sealed class LogReader(IKubeApi api)
{
    /// <summary>Enough that the last error is among them, below what is logged while a program ends.</summary>
    private const int Lines = 50;

    /// <summary>The last lines as they are; empty when there is no log.</summary>
    public async Task<string> TailAsync(string ns, string pod, string container, int lines, CancellationToken cancellationToken, bool previous = false) =>
        await api.ReadLogAsync(ns, pod, container, lines, previous, cancellationToken) is var log && LogExcerpt.IsMissing(log) ? "" : log;

    /// <summary>
    /// What the log of a container that has ended says of it. The kubelet's current log is that of the instance that ended last, until another one runs;
    /// then it is the previous one.
    /// </summary>
    /// <returns>One bounded line; null when there is none.</returns>
    public async Task<string?> CrashAsync(string ns, string pod, string container, bool restarted, CancellationToken cancellationToken)
    {
        foreach (var previous in new[] { restarted, !restarted })
        {
            if (LogExcerpt.Of(await TailAsync(ns, pod, container, Lines, cancellationToken, previous)) is { } excerpt)
                return excerpt;
        }

        return null;
    }

    /// <summary>The warnings and errors at the end of a running container's log in one bounded line; null when there are none.</summary>
    public async Task<string?> ErrorsAsync(string ns, string pod, string container, CancellationToken cancellationToken) =>
        LogExcerpt.Errors(await TailAsync(ns, pod, container, Lines, cancellationToken));
}
