using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Common.Schemas;

/// <summary>Reads the notation that <c>KubernetesTypes.txt</c> explains at its beginning.</summary>
/// <param name="known">Types of another table that may be named.</param>
internal sealed class TypeReader(Func<string, TypeFacts?> known)
{
    private readonly Dictionary<string, TypeFacts> _types = new(StringComparer.Ordinal);
    private readonly List<(FieldFacts Field, string Type, TypeFacts Owner)> _references = [];

    /// <exception cref="FormatException">The text cannot be read, or names a type that is not known.</exception>
    public IReadOnlyCollection<TypeFacts> Read(string text)
    {
        TypeFacts? type = null;
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0 || words[0] == "#")
                continue;
            if (!line.StartsWith(' '))
                _types.Add(words[0], type = new TypeFacts(words[0], words.Contains("atomic")));
            else
                AddField(type ?? throw new FormatException($"'{line}' belongs to no type"), words);
        }

        // Types may name each other in any order, and themselves.
        foreach (var (field, name, owner) in _references)
            field.Type = Find(name, owner) ?? throw new FormatException($"{owner.Name} names the unknown type {name}");
        return _types.Values;
    }

    private TypeFacts? Find(string name, TypeFacts owner) =>
        name.Contains('.') ? Find(name) : Find($"{owner.Name[..owner.Name.LastIndexOf('.')]}.{name}");

    private TypeFacts? Find(string name) => _types.GetValueOrDefault(name) ?? known(name);

    private void AddField(TypeFacts type, string[] words)
    {
        var shape = words.Skip(1).FirstOrDefault(IsShape) ?? "";
        var keys = Value(words, "map")?.Split(',');
        var field = new FieldFacts
        {
            IsMap = shape.StartsWith("map[]", StringComparison.Ordinal),
            List = keys is not null ? ListKind.Map : words.Contains("set") ? ListKind.Set : ListKind.Atomic,
            Keys = keys ?? [],
            MergeKey = Value(words, "merge"),
            MergesValues = words.Contains("merge"),
            RetainsKeys = words.Contains("retainKeys"),
            IsDeclaredAtomic = words.Contains("atomic"),
            Emptiness = words.Contains("kept") ? Emptiness.Kept
                : words.Contains("omitted") ? Emptiness.Omitted
                : words.Contains("written") ? Emptiness.Written
                : ByShape(shape),
            Default = Value(words, "default") is { } json ? Parse(json) : null,
        };
        type.Add(words[0], field);
        if (shape[(shape.IndexOf(']') + 1)..] is { Length: > 0 } name)
            _references.Add((field, name, type));
    }

    private static bool IsShape(string word) => !word.Contains('=') && (char.IsAsciiLetterUpper(word[0]) || word.Contains('[') || word.Contains('.'));

    /// <summary>Lists and maps are plain in Go, objects are pointers.</summary>
    private static Emptiness? ByShape(string shape) => shape.Length == 0 ? null : shape.Contains(']') ? Emptiness.Omitted : Emptiness.Kept;

    private static string? Value(string[] words, string name) =>
        Array.Find(words, word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"'{json}' is no JSON", exception);
        }
    }
}
