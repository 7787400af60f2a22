using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>Rewrites the links in the tags of an HTML page; everything else stays as it is.</summary>
internal static class HtmlLinks
{
    /// <summary>The attributes that hold an address (<see href="https://www.w3.org/TR/REC-html40/index/attributes.html"/>).</summary>
    private static readonly FrozenDictionary<string, string[]> Attributes = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["a"] = ["href"],
        ["applet"] = ["codebase"],
        ["area"] = ["href"],
        ["audio"] = ["src"],
        ["base"] = ["href"],
        ["blockquote"] = ["cite"],
        ["body"] = ["background"],
        ["button"] = ["formaction"],
        ["command"] = ["icon"],
        ["del"] = ["cite"],
        ["embed"] = ["src"],
        ["form"] = ["action"],
        ["frame"] = ["longdesc", "src"],
        ["head"] = ["profile"],
        ["html"] = ["manifest"],
        ["iframe"] = ["longdesc", "src"],
        ["img"] = ["longdesc", "src", "usemap"],
        ["input"] = ["src", "usemap", "formaction"],
        ["ins"] = ["cite"],
        ["link"] = ["href"],
        ["object"] = ["classid", "codebase", "data", "usemap"],
        ["q"] = ["cite"],
        ["script"] = ["src"],
        ["source"] = ["src"],
        ["video"] = ["poster", "src"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Elements whose content is no markup.</summary>
    private static readonly string[] RawText = ["script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp"];

    public static string Rewrite(string page, Func<string, string> rewrite)
    {
        var result = new StringBuilder(page.Length);
        var at = 0;
        while (page.IndexOf('<', at) is var open and >= 0)
        {
            result.Append(page, at, open - at);
            at =
                open + 1 < page.Length && char.IsAsciiLetter(page[open + 1])
                    ? Tag(page, open, rewrite, result)
                    : Copy(page, open, EndOfOther(page, open), result);
        }

        return result.Append(page, at, page.Length - at).ToString();
    }

    private static int EndOfOther(string page, int open) => page.AsSpan(open).StartsWith("<!--") ? After(page, "-->", open + 4) : open + 1;

    private static int After(string page, string end, int from) =>
        from < page.Length && page.IndexOf(end, from, StringComparison.OrdinalIgnoreCase) is var found and >= 0 ? found + end.Length : page.Length;

    private static int Copy(string page, int from, int to, StringBuilder result)
    {
        result.Append(page, from, to - from);
        return to;
    }

    /// <summary>Writes a start tag, and what is raw text after it; returns where to go on.</summary>
    private static int Tag(string page, int open, Func<string, string> rewrite, StringBuilder result)
    {
        var at = open + 1;
        while (at < page.Length && !IsEnd(page[at]))
            at++;
        var name = page[(open + 1)..at];
        var links = Attributes.GetValueOrDefault(name) ?? [];
        result.Append(page, open, at - open);
        while (at < page.Length && page[at] != '>')
            at = Attribute(page, at, links, rewrite, result);
        at = Copy(page, at, Math.Min(at + 1, page.Length), result);
        if (!RawText.Contains(name, StringComparer.OrdinalIgnoreCase))
            return at;
        var end = page.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
        return Copy(page, at, end < 0 ? page.Length : end, result);
    }

    private static int Attribute(string page, int start, string[] links, Func<string, string> rewrite, StringBuilder result)
    {
        var at = start;
        while (at < page.Length && (char.IsWhiteSpace(page[at]) || page[at] == '/'))
            at++;
        var nameStart = at;
        while (at < page.Length && !IsEnd(page[at]) && (page[at] != '=' || at == nameStart))
            at++;
        var name = page[nameStart..at];
        var equals = at;
        while (equals < page.Length && char.IsWhiteSpace(page[equals]))
            equals++;
        if (equals >= page.Length || page[equals] != '=' || name.Length == 0)
            return Copy(page, start, at, result);
        var value = equals + 1;
        while (value < page.Length && char.IsWhiteSpace(page[value]))
            value++;
        var quote = value < page.Length && page[value] is '"' or '\'' ? page[value] : '\0';
        var from = quote == '\0' ? value : value + 1;
        var to = from;
        while (to < page.Length && (quote == '\0' ? !char.IsWhiteSpace(page[to]) && page[to] != '>' : page[to] != quote))
            to++;
        Copy(page, start, from, result);
        var text = page[from..to];
        if (links.Contains(name, StringComparer.OrdinalIgnoreCase) && WebUtility.HtmlDecode(text) is var link && rewrite(link) is var moved && moved != link)
            text = WebUtility.HtmlEncode(moved);
        result.Append(text);
        return Copy(page, to, quote == '\0' || to == page.Length ? to : to + 1, result);
    }

    private static bool IsEnd(char letter) => char.IsWhiteSpace(letter) || letter is '/' or '>';
}
