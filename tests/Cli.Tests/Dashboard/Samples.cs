using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.Testing;

namespace October.Cli.Dashboard;

/// <summary>Apps in the states that a page shows, with their pods. Times are seconds from one moment, such as <c>@-20</c>.</summary>
internal static partial class Samples
{
    /// <summary>The moment of golden files.</summary>
    public static DateTimeOffset Moment { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<(JsonNode App, IReadOnlyList<JsonNode> Pods)> At(DateTimeOffset moment)
    {
        var text = Time().Replace(
            File.ReadAllText(RepositoryRoot.File("tests/Cli.Tests/Dashboard/samples.json")),
            match => $"\"{moment.UtcDateTime.AddSeconds(int.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture)):yyyy-MM-dd'T'HH:mm:ss'Z'}\"");
        return [.. JsonNode.Parse(text)!.AsArray().Select(one => (one!["app"]!, (IReadOnlyList<JsonNode>)[.. one["pods"]!.AsArray().OfType<JsonNode>()]))];
    }

    [GeneratedRegex("\"@(?<seconds>-?[0-9]+)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Time();
}
