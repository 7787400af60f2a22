using System.Text.RegularExpressions;
using October.Testing;

namespace October.Architecture;

/// <summary>What every file has in common and neither the compiler nor .editorconfig enforces.</summary>
public sealed partial class StyleTests
{
    private const int Widest = 160;

    [Fact]
    public void A_line_has_at_most_160_columns() => Assert.Empty(Sources().SelectMany(WideLines));

    [Fact]
    public void A_caught_exception_is_named_exception() =>
        Assert.Empty(Matches(CaughtVariable()).Where(found => found.Match.Groups["name"].Value != "exception").Select(found => found.Place));

    [Fact]
    public void A_parameter_that_cancels_is_named_cancellationToken() =>
        Assert.Empty(Matches(TokenParameter()).Where(found => !MayBeNamed(found.Match.Groups["name"].Value, found.Before)).Select(found => found.Place));

    // In .NET $ also stands for the place before a last line break. The patterns of the CRD are Go's, where it does not.
    [Fact]
    public void An_expression_for_a_whole_text_ends_with_the_end_of_the_text() =>
        Assert.DoesNotContain(
            Matches(LooseEnd()).Select(found => found.Place),
            place => place.Split('/')[0] is "src" or "common" || place.StartsWith("localcluster/src/", StringComparison.Ordinal));

    // Other names: a property of a record, a discard, what BackgroundService calls it, what a type keeps, and any token after the call's own.
    private static bool MayBeNamed(string name, string before) =>
        name is "cancellationToken" or "_"
        || char.IsUpper(name[0])
        || (name == "stoppingToken" && before.EndsWith("Task ExecuteAsync(", StringComparison.Ordinal))
        || OwnTokenBefore().IsMatch(before)
        || TypeHead().IsMatch(before);

    // The text of a raw string over several lines is data: to break its lines would change it.
    private static List<string> WideLines(string file)
    {
        var wide = new List<string>();
        var (number, raw) = (0, false);
        foreach (var line in File.ReadLines(file))
        {
            number++;
            var delimiters = RawDelimiter().Count(line);
            if (line.Length > Widest && (!raw || delimiters > 0))
                wide.Add($"{Name(file)}:{number}");
            raw ^= delimiters % 2 == 1;
        }
        Assert.False(raw, $"{Name(file)}: a raw string does not end");
        return wide;
    }

    private static IEnumerable<(string Place, string Before, Match Match)> Matches(Regex pattern) =>
        from file in Sources()
        let text = File.ReadAllText(file)
        from match in pattern.Matches(text)
        select ($"{Name(file)}: {match.Value}", text[..match.Index], match);

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(RepositoryRoot.Path, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Name(file).Split('/').Any(folder => folder is "bin" or "obj" or "artifacts" || folder.StartsWith('.')));

    private static string Name(string file) => Path.GetRelativePath(RepositoryRoot.Path, file);

    [GeneratedRegex(
        """(GeneratedRegex|Regex\.\w+|new Regex)\([^"\n]*\s*@?"\^[^"\n]*\$"(?!,\s*RegexOptions\.Multiline)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex LooseEnd();

    [GeneratedRegex("\"{3,}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RawDelimiter();

    [GeneratedRegex(@"\bcatch \([\w.<>]+ (?<name>\w+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CaughtVariable();

    [GeneratedRegex(@"\bCancellationToken (?<name>\w+)(,|\)| = default)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TokenParameter();

    [GeneratedRegex(@"CancellationToken cancellationToken, $", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OwnTokenBefore();

    [GeneratedRegex(@"\b(class|struct) \w+(<[^<>]+>)?\([^;{}]*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TypeHead();
}
