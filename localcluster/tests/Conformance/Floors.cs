using October.Conformance.Replay;

namespace October.Conformance;

/// <summary>How many exchanges of each category must fit, in percent: what was reached may not be lost.</summary>
internal static class Floors
{
    public static IReadOnlyDictionary<string, double> Http { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["admission"] = 98,
        ["authz"] = 98,
        ["concurrency"] = 98,
        ["crd"] = 98,
        ["crud"] = 97,
        ["defaulting"] = 96,
        ["delete"] = 98,
        ["discovery"] = 98,
        ["dry-run"] = 90,
        ["errors"] = 98,
        ["field-validation"] = 91,
        ["gc"] = 98,
        ["generation"] = 98,
        ["list"] = 98,
        ["namespaces"] = 98,
        ["openapi"] = 98,
        ["patch"] = 94,
        ["pods"] = 98,
        ["scale"] = 98,
        ["ssa"] = 98,
        ["table"] = 90,
        ["validation"] = 94,
    };

    public static IReadOnlyDictionary<string, double> Watch { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["watch"] = 95,
    };

    public static IReadOnlyDictionary<string, double> Kubectl { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["kubectl"] = 95,
    };

    public static IReadOnlyDictionary<string, double> Traces { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["trace"] = 75,
    };

    public static void Check(Scoreboard scores, IReadOnlyDictionary<string, double> floors)
    {
        // A selection of scenarios says nothing about a whole category.
        if (Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_ONLY") is { Length: > 0 })
            return;
        foreach (var (category, (passed, total)) in scores.ByCategory)
            Assert.True(
                100.0 * passed / total >= floors.GetValueOrDefault(category),
                $"{category}: {passed} of {total} fit, at least {floors.GetValueOrDefault(category)} % must.");
    }
}
