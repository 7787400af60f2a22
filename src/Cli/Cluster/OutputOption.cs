using System.CommandLine;

namespace October.Cli.Cluster;

/// <summary><c>--output text|json</c>.</summary>
internal static class OutputOption
{
    public static Option<string> Create()
    {
        var output = new Option<string>("--output", "-o") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        return output;
    }
}
