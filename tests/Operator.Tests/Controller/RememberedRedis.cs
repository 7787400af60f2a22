using October.Operator.Execute.Redis;

namespace October.Operator.Controller;

/// <summary>A redis that only remembers which passwords it was told to accept.</summary>
internal sealed class RememberedRedis : IRedisUsers
{
    private readonly Lock _telling = new();

    /// <summary>What was accepted, call by call.</summary>
    public List<IReadOnlyList<string>> Told { get; } = [];

    /// <summary>Nobody reaches it.</summary>
    public bool IsUnreachable { get; set; }

    public Task AcceptAsync(string host, int port, IReadOnlyList<string> accepted, IReadOnlyList<string> logins, CancellationToken cancellationToken)
    {
        if (IsUnreachable)
            throw new IOException($"redis at {host}:{port} does not take the new password (no route)");
        lock (_telling)
        {
            if (Told.Count > 0 && !Told[^1].Intersect(logins).Any())
                throw new IOException("no login is accepted");
            Told.Add([.. accepted]);
        }

        return Task.CompletedTask;
    }
}
