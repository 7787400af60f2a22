using System.Globalization;

namespace October.Tasks.Events;

/// <summary>What this worker says of itself and its machine.</summary>
internal static class Software
{
    public const string Name = "october";

    public static string Version { get; } = typeof(Software).Assembly.GetName().Version?.ToString(3) ?? "";

    public static string System { get; } = OperatingSystem.IsLinux() ? "Linux" : Environment.OSVersion.Platform.ToString();

    /// <summary>The machine's mean load of the last 1, 5 and 15 minutes; zeros where the system does not say it.</summary>
    public static double[] LoadAverage()
    {
        try
        {
            return [.. File.ReadAllText("/proc/loadavg").Split(' ').Take(3).Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return [0, 0, 0];
        }
    }
}
