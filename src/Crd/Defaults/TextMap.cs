using System.Collections.Immutable;

namespace October.Crd.Defaults;

/// <summary>
/// Maps from text to text. A schema bounds the number of their entries and the length of a value, but neither their keys nor the whole, of which the operator
/// keeps a copy for each revision. Maps of live fields are for the API server to judge, with the one child that has them.
/// </summary>
internal static class TextMap
{
    /// <summary>The map, sorted; null when there is none.</summary>
    /// <exception cref="FormatException">It is too large; the message names the field.</exception>
    public static ImmutableSortedDictionary<string, string>? Read(IDictionary<string, string>? given, string path)
    {
        if (given is null)
            return null;
        var length = given.Sum(static pair => (long)pair.Key.Length + (pair.Value?.Length ?? 0));
        return length <= AnyShape.Longest
            ? given.ToImmutableSortedDictionary(StringComparer.Ordinal)
            : throw new FormatException($"{path} has {length} characters; it may have {AnyShape.Longest}");
    }
}
