using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Crd.Defaults;

/// <summary>
/// Parts of the spec that have any shape. A schema bounds neither their size nor their depth, and the time for what is done with them, such as merging lists
/// by key, grows faster than they do: one app must not take the operator's time from all others.
/// </summary>
public static class AnyShape
{
    /// <summary>As many characters as a part may have.</summary>
    public const int Longest = 64 * 1024;

    private const int Deepest = 40;

    /// <summary>The part as JSON; null when there is none.</summary>
    /// <exception cref="FormatException">It is too large or too deep; the message names the field.</exception>
    internal static string? Text(JsonNode? given, string path) => given is null ? null : Checked(given.ToJsonString(), path);

    /// <summary>The part, which is JSON.</summary>
    /// <exception cref="FormatException">It is too large or too deep; the message names the field.</exception>
    public static string Checked(string text, string path)
    {
        if (text.Length > Longest)
            throw new FormatException($"{path} has {text.Length} characters as JSON; it may have {Longest}");
        try
        {
            JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Deepest }).Dispose();
            return text;
        }
        catch (JsonException exception)
        {
            throw new FormatException($"{path} is nested too deep; it may have {Deepest} levels", exception);
        }
    }
}
