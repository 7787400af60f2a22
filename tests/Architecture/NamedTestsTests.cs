using System.Text.RegularExpressions;
using October.Testing;

namespace October.Architecture;

/// <summary>Tests that pages name as proof exist.</summary>
public sealed partial class NamedTestsTests
{
    [Fact]
    public void Each_threat_has_tests_and_each_of_them_exists()
    {
        var text = File.ReadAllText(RepositoryRoot.File("docs/security.md"));
        Assert.Empty(Missing(
            text[text.IndexOf("## Threats and controls", StringComparison.Ordinal)..text.IndexOf("## What is not", StringComparison.Ordinal)]));
    }

    [Fact]
    public void Each_answer_of_the_capability_levels_has_tests_that_exist_or_says_no()
    {
        var rows = File.ReadAllLines(RepositoryRoot.File("docs/capability-levels.md")).Where(line => !line.Contains("| no: ", StringComparison.Ordinal));
        Assert.Empty(Missing(string.Join('\n', rows)));
    }

    private static List<string> Missing(string tables)
    {
        var rows = tables.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Where(line => !line.StartsWith("| ---", StringComparison.Ordinal) && !line.EndsWith(" test |", StringComparison.Ordinal)
                && !line.EndsWith(" shown by |", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(rows);
        var sources = Directory.EnumerateFiles(RepositoryRoot.File("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(RepositoryRoot.File("localcluster/tests"), "*Tests.cs", SearchOption.AllDirectories))
            .ToDictionary(file => file, File.ReadAllText);
        var missing = new List<string>();
        foreach (var row in rows)
        {
            var tests = Named().Matches(row.Split('|')[^2]);
            if (tests.Count == 0)
                missing.Add($"no test: {row}");
            foreach (var (type, method) in tests.Select(test => (test.Groups["type"].Value, test.Groups["method"].Value)))
            {
                if (!sources.Any(source => source.Value.Contains($"class {type}", StringComparison.Ordinal)
                    && (method.Length == 0 || source.Value.Contains($" {method}(", StringComparison.Ordinal))))
                    missing.Add($"{type}.{method}");
            }
        }

        return missing;
    }

    [GeneratedRegex(@"`(?<type>\w+)(?:\.(?<method>\w+))?`", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
