namespace October.Api.Tasks;

/// <summary>What an id or a name may be, wherever a request has one: what is sent under it, and what is asked for by it, is one and the same.</summary>
internal static class TaskText
{
    /// <summary>The most characters.</summary>
    public const int Longest = 200;

    /// <summary>What it must be, as the end of a sentence.</summary>
    public const string Rule = "1 to 200 printable characters, other than \".\" and \"..\"";

    /// <summary>True for 1 to 200 printable characters that a path can name: <c>.</c> and <c>..</c> are other paths, also as <c>%2E</c>.</summary>
    public static bool Fits(string text) => text.Length is > 0 and <= Longest && text is not ("." or "..") && IsText(text) && !text.Any(char.IsControl);

    /// <summary>False when it has one half of a pair of surrogates without the other: no such text can be stored.</summary>
    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
                return false;
        }

        return true;
    }
}
