namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Base64 as Go's standard encoding reads it: padded, line breaks are skipped, and an error names its place.</summary>
internal static class GoBase64
{
    /// <summary>The sentence about a text that is no base64, or null.</summary>
    public static string? Problem(string text)
    {
        var inGroup = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\n' or '\r')
                continue;
            if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/')
            {
                inGroup = (inGroup + 1) % 4;
                continue;
            }

            return c == '=' && inGroup >= 2 ? Padding(text, i, inGroup) : Illegal(i);
        }

        return inGroup == 0 ? null : Illegal(text.Length - inGroup);
    }

    /// <summary>After the padding nothing may follow.</summary>
    private static string? Padding(string text, int at, int inGroup)
    {
        var next = Skip(text, at + 1);
        if (inGroup == 2)
        {
            if (next == text.Length)
                return Illegal(text.Length);
            if (text[next] != '=')
                return Illegal(next);
            next = Skip(text, next + 1);
        }

        return next < text.Length ? Illegal(next) : null;
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length && text[at] is '\n' or '\r')
            at++;
        return at;
    }

    private static string Illegal(int at) => $"illegal base64 data at input byte {at}";
}
