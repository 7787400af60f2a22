using System.Threading.RateLimiting;

namespace October.Api.Http;

/// <summary>The body of a request, and the share of the memory for bodies that it has until it is disposed of.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>How much memory a request gets before anything of its body has come: its Content-Length is only what its sender says.</summary>
    private const int First = 4096;

    private readonly List<RateLimitLease> _shares = [];

    private RequestBody()
    {
    }

    /// <summary>What has come.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Reads it to its end, in memory that grows with what comes; null when its sender has too much of that already.</summary>
    /// <exception cref="BadHttpRequestException">It did not come in time.</exception>
    public static async Task<RequestBody?> ReadAsync(HttpContext http, BodyLimit limit, TimeProvider time)
    {
        using var late = new CancellationTokenSource(BodyLimit.Time, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        var body = new RequestBody();
        try
        {
            if (await body.ReadAsync(http, limit, ended.Token))
                return body;
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            body.Dispose();
            throw new BadHttpRequestException($"The body did not come within {BodyLimit.Time.TotalSeconds} s.", StatusCodes.Status408RequestTimeout, exception);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        body.Dispose();
        return null;
    }

    /// <summary>Gives the share back.</summary>
    public void Dispose() => _shares.ForEach(static share => share.Dispose());

    private async Task<bool> ReadAsync(HttpContext http, BodyLimit limit, CancellationToken cancellationToken)
    {
        if (!Takes(limit.Begin(http)))
            return false;
        var buffer = new byte[(int)Math.Min(http.Request.ContentLength + 1 ?? First, First)];
        var length = 0;
        while (await http.Request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var come)
        {
            length += come;
            if (length < buffer.Length)
                continue;
            if (!Takes(limit.Grow(http, buffer.Length)))
                return false;
            Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, Array.MaxLength));
        }

        Bytes = buffer.AsMemory(0, length);
        return true;
    }

    private bool Takes(RateLimitLease share)
    {
        _shares.Add(share);
        return share.IsAcquired;
    }
}
