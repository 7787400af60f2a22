namespace October.Tasks.Messages.Headers;

/// <summary>Headers that this library adds; Celery ignores what it does not know.</summary>
internal static class OctoberHeaders
{
    public static ReadOnlySpan<byte> Deliveries => "october_deliveries"u8;

    public static ReadOnlySpan<byte> MaxRetries => "october_max_retries"u8;

    /// <summary>The pause before the first retry, in milliseconds.</summary>
    public static ReadOnlySpan<byte> RetryDelay => "october_retry_delay"u8;

    /// <summary>The longest pause before a retry, in milliseconds.</summary>
    public static ReadOnlySpan<byte> MaxRetryDelay => "october_max_retry_delay"u8;

    public static ReadOnlySpan<byte> SentAt => "october_sent_at"u8;
}
