namespace October.Api.Http;

/// <summary>The body of a request.</summary>
internal static class RequestBody
{
    /// <summary>How much memory a request gets before anything of its body has come: its Content-Length is only what its sender says.</summary>
    private const int First = 4096;

    /// <summary>Reads it to its end, in memory that grows with what comes.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? First, First));
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
