using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Functions that exist in both forms: <c>size(x)</c> and <c>x.size()</c>.</summary>
internal static class CommonFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["size"] = Size,
        ["matches"] = RegexFunctions.Matches,
    };

    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["size"] = Size,
        ["matches"] = RegexFunctions.Matches,
    };

    private static object Size(FunctionContext context, object?[] args) => args switch
    {
        [string text] => Utf8.Length(text),
        [byte[] bytes] => (long)bytes.Length,
        [ICelList list] => (long)list.Count,
        [ICelMap map] => (long)map.Count,
        _ => throw CelException.NoSuchOverload(),
    };
}
