using October.Conformance.Replay;

namespace October.Conformance;

/// <summary>Prints a replay: the table, and every difference when asked for.</summary>
internal static class Report
{
    public static void Write(ITestOutputHelper output, string kind, Scoreboard scores)
    {
        output.WriteLine(scores.Table());
        if (Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_JSON") is { Length: > 0 })
            Console.WriteLine($"{{\"kind\":\"{kind}\",\"categories\":{scores.Json()}}}");
        if (Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_DIFFERENCES") is { Length: > 0 } file)
            File.WriteAllText($"{file}.{kind}", scores.Table() + "\n" + scores.Differences() + "\n");
    }
}
