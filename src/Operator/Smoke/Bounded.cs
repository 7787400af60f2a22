namespace October.Operator.Smoke;

/// <summary>Keeps what a stranger answers from filling memory, status or events.</summary>
internal static class Bounded
{
    private const int BodyLimit = 64 * 1024;
    private const int TextLimit = 200;

    /// <summary>At most 64 KiB of a body.</summary>
    public static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream);
        var buffer = new char[BodyLimit];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, length);
    }

    /// <summary>At most 200 characters, on one line.</summary>
    public static string Text(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length > TextLimit ? line[..(TextLimit - 1)] + "…" : line;
    }
}
