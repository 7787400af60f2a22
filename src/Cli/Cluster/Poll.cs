namespace October.Cli.Cluster;

/// <summary>
/// Asks again and again for what a command waits for. An API server that cannot answer for a moment does not end the wait: what is waited for goes on.
/// </summary>
/// <param name="interval">The pause between two questions.</param>
/// <param name="limit">How long to ask; null for ever.</param>
/// <param name="time">Clock of both.</param>
/// <param name="errors">Where it is said, once, that a question failed.</param>
internal sealed class Poll(TimeSpan interval, TimeSpan? limit, TimeProvider time, TextWriter errors)
{
    private readonly long _started = time.GetTimestamp();
    private bool _hasSaid;

    /// <summary>How long to ask; null for ever.</summary>
    public TimeSpan? Limit { get; set; } = limit;

    /// <summary>How long it has been asked.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="ask">The question; null is not yet.</param>
    /// <param name="overdue">What to say at the limit.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">The limit is reached, or the API server refused for good.</exception>
    public async Task<T> UntilAsync<T>(Func<Task<T?>> ask, Func<string> overdue, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            string? problem = null;
            try
            {
                if (await ask() is { } answer)
                    return answer;
            }
            catch (Exception exception) when (IsTransient(exception))
            {
                problem = exception is HttpRequestException ? exception.InnerException?.Message ?? exception.Message : exception.Message;
                await SayAsync(problem);
            }

            if (Elapsed > Limit)
                throw new CliException(problem is null ? overdue() : $"{overdue()} (the last request failed: {problem})");
            await Task.Delay(interval, time, cancellationToken);
        }
    }

    private static bool IsTransient(Exception exception) => exception is HttpRequestException or ApiException { IsTransient: true };

    private async Task SayAsync(string problem)
    {
        if (!_hasSaid)
            await errors.WriteLineAsync($"october: a request failed, asking again: {problem.ReplaceLineEndings(" ")}");
        _hasSaid = true;
    }
}
