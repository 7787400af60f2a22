using October.Tasks.Configuration;

namespace OctoberShop.Api;

/// <summary>What the environment says. October gives a release that is not verified yet a queue of its own, in TASKS_QUEUE.</summary>
public sealed record ApiSettings(CommonSettings Common, string Queue)
{
    public static ApiSettings Read(SettingReader reader) => new(
        CommonSettings.Read(reader, defaultPort: 8000),
        reader.Queue("TASKS_QUEUE", "celery", "Queue that tasks are sent to."));
}
