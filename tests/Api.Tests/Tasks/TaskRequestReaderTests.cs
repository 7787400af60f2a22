using System.Text;
using October.Tasks.Client;

namespace October.Api.Tasks;

public sealed class TaskRequestReaderTests
{
    [Fact]
    public void Every_option_reaches_the_task() => Assert.Equal(
        new EnqueueOptions
        {
            Queue = "slow",
            Priority = 3,
            Eta = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
            Countdown = TimeSpan.FromSeconds(5),
            Expires = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            MaxRetries = 4,
            RetryDelay = TimeSpan.FromSeconds(0.5),
            MaxRetryDelay = TimeSpan.FromMinutes(1),
            IgnoreResult = true,
            HardTimeLimit = TimeSpan.FromSeconds(30),
            SoftTimeLimit = TimeSpan.FromSeconds(20),
            TaskId = "one",
        },
        TaskRequestReader.Read(Encoding.UTF8.GetBytes("""
            {"options":{"queue":"slow","priority":3,"eta":"2026-01-31T12:00:00Z","countdown":5,"expires":"2026-02-01T00:00:00Z","max_retries":4,"retry_delay":0.5,"max_retry_delay":60,
            "ignore_result":true,"time_limit":30,"soft_time_limit":20,"task_id":"one"}}
            """)).Options);
}
