using October.Operator.Smoke;
using October.Runtime.Api;

namespace October.Operator.Gather.Sources;

/// <summary>Reads the ends of containers' logs.</summary>
internal sealed class LogReader(IKubeApi api)
{
    /// <summary>The last lines as they are; empty when there is no log.</summary>
    public Task<string> TailAsync(string ns, string pod, string container, int lines, CancellationToken cancellationToken, bool previous = false) =>
        api.ReadLogAsync(ns, pod, container, lines, previous, cancellationToken);

    /// <summary>The last lines in one bounded line, as the end of a sentence; null when there is no log.</summary>
    public async Task<string?> QuoteAsync(string ns, string pod, string container, int lines, CancellationToken cancellationToken, bool previous = false) =>
        await TailAsync(ns, pod, container, lines, cancellationToken, previous) is { Length: > 0 } log ? Bounded.Text(log) : null;
}
