using System.Globalization;
using System.Text.Json.Nodes;

namespace October.Tasks.Control;

/// <summary>What this process has used, in the fields of <c>getrusage</c> that Celery's worker reports.</summary>
internal static class ResourceUsage
{
    private const double TicksPerSecond = 100;

    /// <summary>The figures; <c>N/A</c> where the system does not give them, as Celery says then.</summary>
    public static JsonNode Read()
    {
        try
        {
            // The command's name, in parentheses, may have spaces.
            var text = File.ReadAllText("/proc/self/stat");
            var stat = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var status = File.ReadLines("/proc/self/status").Select(static line => line.Split(':')).ToLookup(static line => line[0], static line => line[1]);
            return new JsonObject
            {
                ["utime"] = Number(stat[11]) / TicksPerSecond,
                ["stime"] = Number(stat[12]) / TicksPerSecond,
                ["maxrss"] = Number(status["VmHWM"].First().Replace("kB", "", StringComparison.Ordinal)),
                ["ixrss"] = 0,
                ["idrss"] = 0,
                ["isrss"] = 0,
                ["minflt"] = Number(stat[7]),
                ["majflt"] = Number(stat[9]),
                ["nswap"] = 0,
                ["inblock"] = 0,
                ["oublock"] = 0,
                ["msgsnd"] = 0,
                ["msgrcv"] = 0,
                ["nsignals"] = 0,
                ["nvcsw"] = Number(status["voluntary_ctxt_switches"].First()),
                ["nivcsw"] = Number(status["nonvoluntary_ctxt_switches"].First()),
            };
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException or IndexOutOfRangeException)
        {
            return "N/A";
        }
    }

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
