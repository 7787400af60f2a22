using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using October.LocalCluster.Cel.Functions.Kubernetes;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Every function that rules may call: CEL's own and those of the Kubernetes libraries.</summary>
internal static class FunctionTable
{
    private static readonly FrozenDictionary<string, CelFunction> Globals = Merge(
        Operators.Globals,
        Conversions.Globals,
        CommonFunctions.Globals,
        OptionalFunctions.Globals,
        UrlFunctions.Globals,
        QuantityFunctions.Globals,
        SemverFunctions.Globals,
        ListFunctions.Globals,
        StringFunctions.Globals,
        IpFunctions.Globals,
        FormatFunctions.Globals,
        SetFunctions.Globals);

    private static readonly FrozenDictionary<string, CelFunction> Members = Merge(
        CommonFunctions.Members, StringFunctions.Members, ListFunctions.Members, RegexFunctions.Members, TimeFunctions.Members,
        OptionalFunctions.Members, UrlFunctions.Members, QuantityFunctions.Members, SemverFunctions.Members, IpFunctions.Members, FormatFunctions.Members);

    public static bool TryFind(string name, bool isMember, [NotNullWhen(true)] out CelFunction? function) =>
        (isMember ? Members : Globals).TryGetValue(name, out function);

    /// <summary>Libraries may share a name (<c>indexOf</c> of a text and of a list): the first whose arguments fit answers.</summary>
    private static FrozenDictionary<string, CelFunction> Merge(params IReadOnlyDictionary<string, CelFunction>[] libraries) =>
        libraries.SelectMany(static library => library)
            .GroupBy(static entry => entry.Key, static entry => entry.Value, StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, static group => group.Aggregate(Either), StringComparer.Ordinal);

    private static CelFunction Either(CelFunction first, CelFunction second) => (context, args) =>
    {
        try
        {
            return first(context, args);
        }
        catch (CelException exception) when (exception.Message == CelException.NoSuchOverload().Message)
        {
            return second(context, args);
        }
    };
}
