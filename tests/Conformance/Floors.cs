using October.Conformance.Replay;

namespace October.Conformance;

/// <summary>How many exchanges of each category must fit, in percent: what was reached may not be lost.</summary>
internal static class Floors
{
    public static IReadOnlyDictionary<string, double> Http { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["admission"] = 22,
        ["authz"] = 98,
        ["concurrency"] = 89,
        ["crd"] = 84,
        ["crud"] = 70,
        ["defaulting"] = 89,
        ["delete"] = 96,
        ["discovery"] = 88,
        ["dry-run"] = 90,
        ["errors"] = 98,
        ["field-validation"] = 86,
        ["gc"] = 91,
        ["generation"] = 98,
        ["list"] = 97,
        ["namespaces"] = 94,
        ["openapi"] = 85,
        ["patch"] = 92,
        ["pods"] = 40,
        ["scale"] = 98,
        ["ssa"] = 96,
        ["table"] = 76,
        ["validation"] = 72,
    };

    public static IReadOnlyDictionary<string, double> Watch { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["watch"] = 93,
    };

    public static IReadOnlyDictionary<string, double> Kubectl { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["kubectl"] = 50,
    };

    public static void Check(Scoreboard scores, IReadOnlyDictionary<string, double> floors)
    {
        // A selection of scenarios says nothing about a whole category.
        if (Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_ONLY") is { Length: > 0 })
            return;
        foreach (var (category, (passed, total)) in scores.ByCategory)
            Assert.True(100.0 * passed / total >= floors.GetValueOrDefault(category), $"{category}: {passed} of {total} fit, at least {floors.GetValueOrDefault(category)} % must.");
    }
}
