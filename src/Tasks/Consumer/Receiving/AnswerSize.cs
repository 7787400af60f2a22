using October.Tasks.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// How many bytes of messages Redis is asked for at once. An answer that is too long for the connection comes too late, and so does what is behind it: half as
/// many are asked for then, and more again, step by step, when as many have come.
/// </summary>
/// <param name="most">As many as are ever asked for.</param>
internal sealed class AnswerSize(int most = 4 << 20)
{
    private readonly int _most = most;
    private readonly int _least = Math.Min(most, 64 << 10);

    /// <summary>So many are asked for now.</summary>
    public int Bytes { get; private set; } = most;

    /// <summary>Makes a request for as many.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer, or not in time.</exception>
    public async Task<T> AskAsync<T>(Func<int, Task<T>> request)
    {
        try
        {
            return await request(Bytes);
        }
        catch (QueueUnavailableException exception) when (exception is { IsUnsent: false, InnerException: not RedisServerException })
        {
            Bytes = Math.Max(_least, Bytes / 2);
            throw;
        }
    }

    /// <summary>So many came in one answer.</summary>
    public void Came(long bytes)
    {
        if (bytes >= Bytes / 2)
            Bytes = Math.Min(_most, Bytes + _least);
    }
}
