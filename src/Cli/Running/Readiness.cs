using October.Cli.Cluster;
using October.Common.Text;

namespace October.Cli.Running;

/// <summary>Waits for a program that serves HTTP on this machine.</summary>
internal static class Readiness
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Returns when the address answers with success.</summary>
    /// <param name="what">The program, for errors.</param>
    /// <param name="process">The program.</param>
    /// <param name="address">What it answers when it is ready.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CliException">It ends again and again, with the last that it said, or takes too long.</exception>
    public static async Task AwaitAsync(string what, SupervisedProcess process, Uri address, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(handler) { Timeout = RequestTimeout };
        var poll = new Poll(PollInterval, limit, TimeProvider.System, TextWriter.Null);
        await poll.UntilAsync(
            async () =>
            {
                // Before its address: what answers there may be another program.
                if (process.SecondEnd.IsCompleted)
                    throw new CliException(VisibleText.Of($"{what} ends again and again: {await process.SecondEnd}"));
                return await AnswersAsync(client, address, cancellationToken) ? address : null;
            },
            () => $"{what} is not ready after {limit.TotalMinutes:0} min: {address} does not answer with success",
            cancellationToken);
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(address, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
