namespace October.Tasks.Configuration;

public sealed class SettingSpellingTests
{
    private static readonly SettingInfo[] Settings =
    [
        .. new[] { "REDIS_URL", "REDIS_PASSWORD", "PORT", "LOG_FORMAT", "WORKER_CONCURRENCY", "WORKER_QUEUES", "WORKER_PREFETCH", "TASK_RESULT_TTL" }
            .Select(static name => new SettingInfo(name, "", "")),
    ];

    [Theory]
    [InlineData("WORKER_CONCURENCY", "WORKER_CONCURRENCY")]
    [InlineData("worker_concurrency", "WORKER_CONCURRENCY")]
    [InlineData("WORKER-QUEUES", "WORKER_QUEUES")]
    [InlineData("WORKER_QUEUE", "WORKER_QUEUES")]
    [InlineData("REDIS_PASWORD", "REDIS_PASSWORD")]
    [InlineData("REDIS_URI", "REDIS_URL")]
    [InlineData("CELERY_BROKER_URL", "REDIS_URL")]
    [InlineData("CELERYD_CONCURRENCY", "WORKER_CONCURRENCY")]
    [InlineData("REDIS_HOST", "REDIS_URL")]
    [InlineData("CELERY_TASK_ACKS_LATE", null)]
    [InlineData("CELERY_TASK_DEFAULT_QUEUE", null)]
    public void A_variable_that_somebody_meant_is_named_with_the_right_one(string variable, string? setting) =>
        Assert.Equal([(variable, setting)], SettingSpelling.Find([variable, "WORKER_QUEUES"], Settings));

    [Theory]
    [InlineData("PATH")]
    [InlineData("POST")]
    [InlineData("HOSTNAME")]
    [InlineData("KUBERNETES_PORT")]
    [InlineData("REDIS_PORT")]
    [InlineData("REDIS_SERVICE_HOST")]
    [InlineData("REDIS_PORT_6379_TCP")]
    [InlineData("API_KEY")]
    [InlineData("API_MAX_WAIT")]
    [InlineData("OTEL_SERVICE_NAME")]
    [InlineData("DOTNET_gcServer")]
    public void Others_variables_are_not_named(string variable) => Assert.Empty(SettingSpelling.Find([variable], Settings));
}
