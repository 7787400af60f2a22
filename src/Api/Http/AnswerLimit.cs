using System.Runtime.InteropServices;
using October.Tasks.Results;

namespace October.Api.Http;

/// <summary>How much memory results may take at once that are being sent: who asks for one may take any time to read it.</summary>
internal sealed class AnswerLimit : IAsyncDisposable
{
    /// <summary>What any answer takes.</summary>
    private const int Small = 4096;

    private readonly BodyLimit _memory = new(BodyLimit.Usual / 8);

    /// <summary>A result takes memory until the answer is sent; false when its caller, or all together, have too much of that already.</summary>
    public bool TryTake(HttpContext http, TaskResult result)
    {
        var bytes = Size(result);
        if (bytes <= Small)
            return true;
        var share = _memory.Grow(http, bytes);
        http.Response.RegisterForDispose(share);
        return share.IsAcquired;
    }

    public ValueTask DisposeAsync() => _memory.DisposeAsync();

    private static int Size(TaskResult result) =>
        (result.Value is { } value ? JsonMarshal.GetRawUtf8Value(value).Length : 0)
        + (result.Metadata is { } metadata ? JsonMarshal.GetRawUtf8Value(metadata).Length : 0)
        + (result.Failure?.Message.Length ?? 0);
}
