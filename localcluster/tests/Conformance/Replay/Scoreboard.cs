using System.Text;
using System.Text.Json;

namespace October.Conformance.Replay;

/// <summary>Counts exchanges by category and prints the table.</summary>
internal sealed class Scoreboard
{
    private readonly SortedDictionary<string, (int Passed, int Total)> _byCategory = new(StringComparer.Ordinal);
    private readonly List<(string Scenario, string Line)> _differences = [];

    public IReadOnlyDictionary<string, (int Passed, int Total)> ByCategory => _byCategory;

    /// <summary>Scenarios with at least one exchange that does not fit.</summary>
    public SortedSet<string> Differing { get; } = new(StringComparer.Ordinal);

    public void Add(string category, string scenario, int step, string? difference)
    {
        var (passed, total) = _byCategory.GetValueOrDefault(category);
        _byCategory[category] = (passed + (difference is null ? 1 : 0), total + 1);
        if (difference is not null)
        {
            Differing.Add(scenario);
            _differences.Add((scenario, $"{category,-16} {scenario}#{step}: {difference}"));
        }
    }

    public string Table()
    {
        var text = new StringBuilder();
        foreach (var (category, (passed, total)) in _byCategory)
            text.AppendLine($"{category,-18} {passed,4} / {total,-4} {100.0 * passed / total,6:F1} %");
        var (all, of) = (_byCategory.Values.Sum(v => v.Passed), _byCategory.Values.Sum(v => v.Total));
        text.AppendLine($"{"together",-18} {all,4} / {of,-4} {100.0 * all / Math.Max(of, 1),6:F1} %");
        return text.ToString();
    }

    public string Differences() => DifferencesOf(Differing);

    public string DifferencesOf(IReadOnlyCollection<string> scenarios) =>
        string.Join('\n', _differences.Where(difference => scenarios.Contains(difference.Scenario)).Select(difference => difference.Line));

    public string Json() => JsonSerializer.Serialize(_byCategory.ToDictionary(c => c.Key, c => new { c.Value.Passed, c.Value.Total }));
}
