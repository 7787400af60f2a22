using System.Collections.Frozen;

namespace October.LocalCluster.Cel.Checking;

/// <summary>The overloads of every function, in the order in which they are tried.</summary>
internal static class SignatureTable
{
    private static readonly FrozenDictionary<string, IReadOnlyList<Signature>> Functions = Read();

    /// <summary>The overloads of a function; none when there is no function of that name.</summary>
    public static IReadOnlyList<Signature> Of(string function) => Functions.GetValueOrDefault(function, []);

    private static FrozenDictionary<string, IReadOnlyList<Signature>> Read()
    {
        var tables = new[]
        {
            StandardSignatures.Operators,
            StandardSignatures.Functions,
            LibrarySignatures.Text,
            LibrarySignatures.Lists,
            LibrarySignatures.Values,
        }
            .Concat(StandardSignatures.Comparisons())
            .Concat(StandardSignatures.Times())
            .Concat(LibrarySignatures.PerType());
        return tables.SelectMany(SignatureReader.Read)
            .GroupBy(static entry => entry.Function, static entry => entry.Signature, StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, static group => (IReadOnlyList<Signature>)[.. group], StringComparer.Ordinal);
    }
}
