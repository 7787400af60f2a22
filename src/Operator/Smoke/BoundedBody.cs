namespace October.Operator.Smoke;

/// <summary>Keeps what a stranger answers from filling memory.</summary>
internal static class BoundedBody
{
    /// <summary>Of a body that is read at all, in bytes.</summary>
    public const int Limit = 64 * 1024;

    /// <summary>At most 64 KiB of a body.</summary>
    public static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream);
        var buffer = new char[Limit];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, length);
    }
}
