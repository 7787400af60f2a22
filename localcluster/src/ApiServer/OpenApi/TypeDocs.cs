using System.Collections.Frozen;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml;

namespace October.LocalCluster.ApiServer.OpenApi;

/// <summary>Descriptions of the built-in types and their fields, from the documentation file that is packed into this assembly.</summary>
internal static partial class TypeDocs
{
    private const string Models = "k8s.Models.";

    private static readonly Lazy<FrozenDictionary<string, string>> Texts = new(Load);

    public static string? OfType(string modelName) => Texts.Value.GetValueOrDefault("T:" + Models + modelName);

    /// <param name="modelName">Class of the client library.</param>
    /// <param name="jsonName">Name of the field; the library's property has it with a capital letter.</param>
    public static string? OfField(string modelName, string jsonName)
    {
        var property = char.ToUpperInvariant(jsonName[0]) + jsonName[1..];
        return Texts.Value.GetValueOrDefault($"P:{Models}{modelName}.{property}") ?? Texts.Value.GetValueOrDefault($"P:{Models}{modelName}.{property}Property");
    }

    private static FrozenDictionary<string, string> Load()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        using var resource = typeof(TypeDocs).Assembly.GetManifestResourceStream("typedocs.zip")!;
        using var archive = new ZipArchive(resource);
        using var file = archive.Entries[0].Open();
        using var reader = XmlReader.Create(file);
        string? member = null;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.Name == "member")
                member = reader.GetAttribute("name");
            else if (reader.Name == "summary" && member is not null && member.AsSpan(1).StartsWith(":" + Models) && member[0] is 'T' or 'P')
                texts[member] = Whitespace().Replace(reader.ReadElementContentAsString().Trim(), " ");
        }

        return texts.ToFrozenDictionary();
    }

    [GeneratedRegex("\\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Whitespace();
}
