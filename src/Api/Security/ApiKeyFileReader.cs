namespace October.Api.Security;

/// <summary>
/// Reads the file of the keys again and again. A file that is gone or has no key changes nothing: whoever had a key keeps it, and nobody else comes in.
/// </summary>
internal sealed partial class ApiKeyFileReader(ApiKeyRing ring, string file, string current, TimeProvider time, ILogger<ApiKeyFileReader> logger)
    : BackgroundService
{
    /// <summary>The kubelet takes up to a minute to bring a Secret's change into the file.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private string _current = current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await ReadAsync(stoppingToken);
    }

    /// <summary>Reads it once.</summary>
    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = (await File.ReadAllTextAsync(file, cancellationToken)).TrimEnd('\r', '\n');
            if (text == _current)
                return;
            _current = text;
            ring.Replace(text);
            Changed(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            Unusable(file, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The keys in {File} have changed")]
    private partial void Changed(string file);

    [LoggerMessage(LogLevel.Error, "The keys in {File} cannot be used, those before stay: {Reason}")]
    private partial void Unusable(string file, string reason);
}
