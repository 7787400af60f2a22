using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace October.Common.Text;

/// <summary>
/// Text that shows as what it is: control characters, which command a terminal, those that change the direction of text or take no room, and further ends of
/// lines are written as escapes.
/// </summary>
public static class VisibleText
{
    /// <summary>The text, on one line; the same one where there is nothing to escape.</summary>
    public static string Of(string text)
    {
        if (IsVisible(text))
            return text;
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone half of a character is read as U+FFFD.
            if (IsVisible(rune))
                visible.Append(rune);
            else
                visible.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return visible.ToString();
    }

    /// <summary>Nothing in the text would be escaped.</summary>
    public static bool IsVisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsVisible(rune))
                return false;
        }

        return !HasLoneHalf(text);
    }

    /// <summary>Makes every text in a tree visible; names of fields stay as they are.</summary>
    public static JsonNode? In(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToList())
                    Set(value, visible => map[name] = visible);
                return map;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    var place = i;
                    Set(list[i], visible => list[place] = visible);
                }

                return list;
            case JsonValue leaf when leaf.TryGetValue<string>(out var text) && !IsVisible(text):
                return JsonValue.Create(Of(text));
            default:
                return node;
        }
    }

    private static void Set(JsonNode? value, Action<JsonNode?> replace)
    {
        var visible = In(value);
        if (!ReferenceEquals(visible, value))
            replace(visible);
    }

    private static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator);

    private static bool HasLoneHalf(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return true;
            i++;
        }

        return false;
    }
}
