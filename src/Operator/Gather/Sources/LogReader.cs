using k8s.Models;
using October.Runtime.Api;

namespace October.Operator.Gather.Sources;

/// <summary>Reads the ends of containers' logs. One that cannot be read is quoted as that, with the reason.</summary>
internal sealed class LogReader(IKubeApi api, EvidenceReads reads)
{
    /// <summary>Enough that the last error is among them, below what is logged while a program ends.</summary>
    private const int Lines = 50;

    /// <summary>The last lines as they are; empty when there is no log, or none that can be read.</summary>
    public async Task<string> TailAsync(V1Pod pod, string container, int lines, CancellationToken cancellationToken) =>
        (await ReadAsync(pod, container, lines, previous: false, cancellationToken)).Value ?? "";

    /// <summary>
    /// What the log of a container that has ended says of it. The kubelet's current log is that of the instance that ended last, until another one runs;
    /// then it is the previous one.
    /// </summary>
    /// <returns>One bounded line; null when there is none.</returns>
    public async Task<string?> CrashAsync(V1Pod pod, string container, bool restarted, CancellationToken cancellationToken)
    {
        foreach (var previous in new[] { restarted, !restarted })
        {
            var (log, problem) = await ReadAsync(pod, container, Lines, previous, cancellationToken);
            if ((problem is null ? LogExcerpt.Of(log!) : Unreadable(problem)) is { } excerpt)
                return excerpt;
        }

        return null;
    }

    /// <summary>What the log of a container says that has not been started again, in one bounded line; null when it is empty.</summary>
    public async Task<string?> LastAsync(V1Pod pod, string container, CancellationToken cancellationToken)
    {
        var (log, problem) = await ReadAsync(pod, container, Lines, previous: false, cancellationToken);
        return problem is null ? LogExcerpt.Of(log!) : Unreadable(problem);
    }

    /// <summary>The warnings and errors at the end of a running container's log in one bounded line; null when there are none.</summary>
    public async Task<string?> ErrorsAsync(V1Pod pod, string container, CancellationToken cancellationToken)
    {
        var (log, problem) = await ReadAsync(pod, container, Lines, previous: false, cancellationToken);
        return problem is null ? LogExcerpt.Errors(log!) : Unreadable(problem);
    }

    private static string Unreadable(string problem) => $"(the log cannot be read: {problem})";

    private Task<(string? Value, string? Problem)> ReadAsync(V1Pod pod, string container, int lines, bool previous, CancellationToken cancellationToken) =>
        reads.ReadAsync(
            pod,
            async ends =>
            {
                var log = await api.ReadLogAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, container, lines, previous, ends);
                return LogExcerpt.IsMissing(log) ? "" : log;
            },
            cancellationToken);
}
