using System.Text.RegularExpressions;

namespace October.Delivery.Pipelines;

/// <summary>A workflow as text.</summary>
internal static partial class Workflow
{
    /// <summary>The text of each job by its name.</summary>
    /// <param name="file">The workflow's file.</param>
    public static Dictionary<string, string> Jobs(string file)
    {
        var text = File.ReadAllText(RepositoryRoot.File(file)).Split("\njobs:\n", 2)[1];
        var starts = Job().Matches(text);
        var ends = starts.Skip(1).Select(start => start.Index).Append(text.Length);
        return starts.Zip(ends, (start, end) => (start.Groups["name"].Value, text[start.Index..end])).ToDictionary(StringComparer.Ordinal);
    }

    [GeneratedRegex("^  (?<name>[a-z-]+):$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Job();
}
