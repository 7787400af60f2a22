using October.Tasks.Configuration;
using October.Tasks.Schedules;

namespace October.Tasks.Hosting;

/// <summary>Reads the schedules: JSON, in a variable or in a file.</summary>
internal static class ScheduleSettings
{
    private const string Name = "WORKER_SCHEDULES";

    /// <param name="reader">The environment.</param>
    /// <param name="queue">The queue of schedules that name none.</param>
    /// <exception cref="SettingException">They cannot be used.</exception>
    public static IReadOnlyList<TaskSchedule> Read(SettingReader reader, string queue)
    {
        var text = reader.Text(
            Name, """Tasks to send again and again: a JSON list such as [{"name":"nightly","task":"report","cron":"0 3 * * *","timeZone":"Europe/Berlin"}].""");
        var file = reader.Text(Name + "_FILE", $"File that holds {Name}.");
        if (text is not null && file is not null)
            throw new SettingException(Name, $"and {Name}_FILE are both set; set one of them.");
        var (variable, subject) = file is null ? (Name, "") : (Name + "_FILE", "names a file that ");
        try
        {
            text ??= file is null ? "[]" : File.ReadAllText(file);
            return ScheduleText.ReadAll(text, queue);
        }
        catch (FormatException exception)
        {
            throw new SettingException(variable, $"{subject}{exception.Message}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(variable, $"names a file that cannot be read: {exception.Message}");
        }
    }
}
