using System.Globalization;
using October.LocalCluster.ApiServer.Metrics;

namespace October.LocalCluster.Node.OperatingSystem;

/// <summary>
/// What the processes of each session use, from <c>/proc/PID/stat</c> (proc(5)). A container leads a session, so that this is the container with
/// all that it started; the time of children that have ended is in their parent's.
/// </summary>
internal static class SessionUsage
{
    private const int Session = 3;
    private const int UserTime = 11;
    private const int ChildSystemTime = 14;
    private const int ResidentPages = 21;

    // USER_HZ, which every Linux architecture of .NET has at 100.
    private const long TicksPerClock = TimeSpan.TicksPerSecond / 100;

    public static Dictionary<int, ContainerUsage> Scan()
    {
        var sessions = new Dictionary<int, ContainerUsage>();
        foreach (var (_, found) in Processes())
        {
            var sum = sessions.GetValueOrDefault(found.Session);
            sessions[found.Session] = new ContainerUsage(sum.Processor + found.Usage.Processor, sum.Memory + found.Usage.Memory);
        }

        return sessions;
    }

    /// <summary>The processes of a session.</summary>
    public static HashSet<int> Members(int session) => [.. Processes().Where(p => p.Found.Session == session).Select(p => p.Id)];

    private static IEnumerable<(int Id, (int Session, ContainerUsage Usage) Found)> Processes()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Read(Path.Combine(directory, "stat")) is { } found)
                yield return (id, found);
        }
    }

    private static (int Session, ContainerUsage Usage)? Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
            return null;
        }
    }

    /// <summary>The fields after the program's name, which may itself hold blanks and brackets.</summary>
    internal static (int Session, ContainerUsage Usage)? Parse(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= ResidentPages)
            return null;
        long Number(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
        long clocks = 0;
        for (var i = UserTime; i <= ChildSystemTime; i++)
            clocks += Number(i);
        return (
            (int)Number(Session), new ContainerUsage(TimeSpan.FromTicks(clocks * TicksPerClock), Number(ResidentPages) * System.Environment.SystemPageSize));
    }
}
