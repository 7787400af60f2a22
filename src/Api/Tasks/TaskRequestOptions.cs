using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace October.Api.Tasks;

/// <summary>How to send a task.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TaskRequestOptions
{
    /// <summary>The longest time, in seconds.</summary>
    public const double Year = 31_536_000;

    /// <summary>The queue; the api's own when absent.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Queue { get; init; }

    /// <summary>0 to 9; the lower number is served first.</summary>
    [Range(0, 9)]
    public int? Priority { get; init; }

    /// <summary>Not before this time, at most a year from now; in UTC without an offset.</summary>
    public DateTimeOffset? Eta { get; init; }

    /// <summary>Not before this many seconds from now.</summary>
    [Range(0, Year, MinimumIsExclusive = true)]
    public double? Countdown { get; init; }

    /// <summary>Not after this time; in UTC without an offset.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How often to try again after a failure.</summary>
    [JsonPropertyName("max_retries")]
    [Range(0, 1000)]
    public int? MaxRetries { get; init; }

    /// <summary>Seconds before the first retry; the pause doubles from there, with jitter. The task's own when absent.</summary>
    [JsonPropertyName("retry_delay")]
    [Range(0, Year, MinimumIsExclusive = true)]
    public double? RetryDelay { get; init; }

    /// <summary>The longest pause before a retry, in seconds. The task's own when absent.</summary>
    [JsonPropertyName("max_retry_delay")]
    [Range(0, Year, MinimumIsExclusive = true)]
    public double? MaxRetryDelay { get; init; }

    /// <summary>Store no result.</summary>
    [JsonPropertyName("ignore_result")]
    public bool? IgnoreResult { get; init; }

    /// <summary>Seconds after which a run has failed.</summary>
    [JsonPropertyName("time_limit")]
    [Range(0, Year, MinimumIsExclusive = true)]
    public double? TimeLimit { get; init; }

    /// <summary>Seconds after which a run is asked to stop.</summary>
    [JsonPropertyName("soft_time_limit")]
    [Range(0, Year, MinimumIsExclusive = true)]
    public double? SoftTimeLimit { get; init; }

    /// <summary>The task's id; a new one when absent. The same id with another task, other arguments or other options is a conflict.</summary>
    [JsonPropertyName("task_id")]
    [StringLength(200, MinimumLength = 1)]
    public string? TaskId { get; init; }
}
