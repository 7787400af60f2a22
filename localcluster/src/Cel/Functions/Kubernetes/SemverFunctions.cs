using October.LocalCluster.Cel.Values;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' library of semantic versions.</summary>
internal static class SemverFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["isSemver"] = static (context, args) => Parse(context, args).Version is not null,
        ["semver"] = static (context, args) =>
            Parse(context, args) is var (version, problem) && version is not null ? version : throw new CelException(problem),
    };

    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["major"] = static (_, args) => args is [CelSemver version] ? (long)version.Major : throw CelException.NoSuchOverload(),
        ["minor"] = static (_, args) => args is [CelSemver version] ? (long)version.Minor : throw CelException.NoSuchOverload(),
        ["patch"] = static (_, args) => args is [CelSemver version] ? (long)version.Patch : throw CelException.NoSuchOverload(),
        ["isGreaterThan"] = static (_, args) => args is [CelSemver a, CelSemver b] ? a.CompareTo(b) > 0 : throw CelException.NoSuchOverload(),
        ["isLessThan"] = static (_, args) => args is [CelSemver a, CelSemver b] ? a.CompareTo(b) < 0 : throw CelException.NoSuchOverload(),
        ["compareTo"] = static (_, args) => args is [CelSemver a, CelSemver b] ? (long)a.CompareTo(b) : throw CelException.NoSuchOverload(),
    };

    private static (CelSemver? Version, string Problem) Parse(FunctionContext context, object?[] args)
    {
        var (text, normalize) = args switch
        {
            [string only] => (only, false),
            [string given, bool flag] => (given, flag),
            _ => throw CelException.NoSuchOverload(),
        };
        context.Meter.ChargeText(text.Length);
        return normalize ? CelSemver.ParseNormalized(text) : CelSemver.Parse(text);
    }
}
