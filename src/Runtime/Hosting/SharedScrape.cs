namespace October.Runtime.Hosting;

/// <summary>
/// Metrics as text, collected by one at a time: whoever asks meanwhile, or a moment later, is given the same bytes. So that whoever reaches the port costs no
/// more than one scrape a second, and no thread waits.
/// </summary>
/// <param name="collect">Writes the text.</param>
/// <param name="time">For how old the text is.</param>
internal sealed class SharedScrape(Func<Stream, Task> collect, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Task<byte[]>? _last;
    private long _endedAt;

    /// <summary>The text; faulted when it could not be collected.</summary>
    public Task<byte[]> GetAsync()
    {
        lock (_gate)
        {
            if (_last is { } last && (!last.IsCompleted || time.GetElapsedTime(_endedAt) < Fresh))
                return last;
            return _last = Task.Run(CollectAsync);
        }
    }

    private async Task<byte[]> CollectAsync()
    {
        try
        {
            using var text = new MemoryStream();
            await collect(text);
            return text.ToArray();
        }
        finally
        {
            lock (_gate)
                _endedAt = time.GetTimestamp();
        }
    }
}
